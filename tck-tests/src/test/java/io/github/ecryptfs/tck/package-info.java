/** Judges the other modules from outside, as a user of {@code java.nio.file} would. */
@NullMarked
package io.github.ecryptfs.tck;

import org.jspecify.annotations.NullMarked;
