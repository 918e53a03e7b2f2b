package io.github.ecryptfs.tck.reference;

/** A key that unwraps file keys. */
public sealed interface ReferenceKey permits ReferencePassphrase, ReferenceRsaKey {
  /** The 16 hex digits by which packets name this key. */
  String signature();
}
