/** Wrapping keys that GnuPG holds, on disk or on a card. */
@org.jspecify.annotations.NullMarked
package io.github.ecryptfs.keys.gnupg;
