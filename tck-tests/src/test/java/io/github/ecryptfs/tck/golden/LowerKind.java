package io.github.ecryptfs.tck.golden;

/** Where a lower tree lies. */
enum LowerKind {
  /** In a temporary directory of the default file system. */
  DEFAULT,
  /** In memory. */
  JIMFS
}
