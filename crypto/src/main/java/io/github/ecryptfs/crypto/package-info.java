@NullMarked
package io.github.ecryptfs.crypto;

import org.jspecify.annotations.NullMarked;
