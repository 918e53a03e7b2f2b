/**
 * The lower file system: the one channel of a lower file, its identity, where its metadata lies.
 */
@NullMarked
package io.github.ecryptfs.provider.lower;

import org.jspecify.annotations.NullMarked;
