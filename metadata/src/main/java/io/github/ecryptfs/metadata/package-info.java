@NullMarked
package io.github.ecryptfs.metadata;

import org.jspecify.annotations.NullMarked;
