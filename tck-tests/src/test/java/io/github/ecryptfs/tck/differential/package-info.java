/**
 * The same random operations on a plain directory and on a mount of ours: results, exceptions and
 * trees must be equal.
 */
@NullMarked
package io.github.ecryptfs.tck.differential;

import org.jspecify.annotations.NullMarked;
