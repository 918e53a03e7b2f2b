/** Passphrase keys that a TPM 2.0 seals to the state of the machine. */
@org.jspecify.annotations.NullMarked
package io.github.ecryptfs.keys.tpm;
