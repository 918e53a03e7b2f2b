/** The Linux kernel, in a virtual machine, as the judge of what we write and of what we read. */
@NullMarked
package io.github.ecryptfs.tck.kernel;

import org.jspecify.annotations.NullMarked;
