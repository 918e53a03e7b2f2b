/** Attributes of upper files. */
@NullMarked
package io.github.ecryptfs.provider.attribute;

import org.jspecify.annotations.NullMarked;
