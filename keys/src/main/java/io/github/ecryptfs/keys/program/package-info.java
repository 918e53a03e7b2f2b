/** Programs that other key modules run: {@code gpg}, {@code keyctl}. */
@org.jspecify.annotations.NullMarked
package io.github.ecryptfs.keys.program;
