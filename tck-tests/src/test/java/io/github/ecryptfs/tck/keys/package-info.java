/** Keys, compared with the programs that they are for. */
@NullMarked
package io.github.ecryptfs.tck.keys;

import org.jspecify.annotations.NullMarked;
