/** Reading and writing files that hold secrets; not exported. */
@NullMarked
package io.github.ecryptfs.keys.file;

import org.jspecify.annotations.NullMarked;
