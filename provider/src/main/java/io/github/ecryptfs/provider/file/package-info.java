/** Open files: their plaintext, shared by all who opened them. */
@NullMarked
package io.github.ecryptfs.provider.file;

import org.jspecify.annotations.NullMarked;
