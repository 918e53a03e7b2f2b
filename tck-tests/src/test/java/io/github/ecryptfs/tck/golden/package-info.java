/**
 * Trees that the kernel wrote, and tests that hold our file system and the reference decoder
 * against them.
 */
@NullMarked
package io.github.ecryptfs.tck.golden;

import org.jspecify.annotations.NullMarked;
