package io.github.ecryptfs.keys.home;

/** What an empty file in {@code ~/.ecryptfs} tells by being there. */
public enum HomeFlag {
  /** The private directory is mounted at login. */
  AUTO_MOUNT("auto-mount"),
  /** It is unmounted at logout. */
  AUTO_UMOUNT("auto-umount"),
  /** The wrapping passphrase is not the login password. */
  WRAPPING_INDEPENDENT("wrapping-independent"),
  /** The user has been shown the mount passphrase, to write it down. */
  PASSPHRASE_RECORDED(".wrapped-passphrase.recorded");

  private final String fileName;

  HomeFlag(String fileName) {
    this.fileName = fileName;
  }

  /** The name of the file. */
  public String fileName() {
    return fileName;
  }
}
