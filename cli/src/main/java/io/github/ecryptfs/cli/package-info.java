@NullMarked
package io.github.ecryptfs.cli;

import org.jspecify.annotations.NullMarked;
