/** Programs that never heard of this library work on a mount as on any file system. */
@NullMarked
package io.github.ecryptfs.tck.programs;

import org.jspecify.annotations.NullMarked;
