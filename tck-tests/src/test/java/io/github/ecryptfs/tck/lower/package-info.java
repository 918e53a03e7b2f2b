/** File systems to hold lower files: real ones with their servers, and some that lack things. */
@NullMarked
package io.github.ecryptfs.tck.lower;

import org.jspecify.annotations.NullMarked;
