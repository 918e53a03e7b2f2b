@NullMarked
package io.github.ecryptfs.provider;

import org.jspecify.annotations.NullMarked;
