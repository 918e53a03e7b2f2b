/** Wrapping keys in the keyring of the Linux kernel, where ecryptfs-utils and PAM put them. */
@org.jspecify.annotations.NullMarked
package io.github.ecryptfs.keys.keyring;
