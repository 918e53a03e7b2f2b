/** Upper names and lower names. */
@NullMarked
package io.github.ecryptfs.provider.names;

import org.jspecify.annotations.NullMarked;
