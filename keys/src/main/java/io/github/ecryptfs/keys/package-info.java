@NullMarked
package io.github.ecryptfs.keys;

import org.jspecify.annotations.NullMarked;
