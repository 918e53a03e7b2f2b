/**
 * Trees that our file system writes, for every cipher and kind of metadata, and the judgement of
 * the reference decoder.
 */
@NullMarked
package io.github.ecryptfs.tck.written;

import org.jspecify.annotations.NullMarked;
