package io.github.ecryptfs.provider.lower;

/**
 * What the channels of one mount's lower files share. Thread-safe.
 *
 * @param names keeps the names of open files as they are while one is used
 * @param capabilities what the lower file system can do
 * @param room where changed files wait that are written as a whole
 */
public record LowerFiles(LowerNames names, LowerCapabilities capabilities, SpoolRoom room) {
  /** For one mount. */
  public LowerFiles(LowerCapabilities capabilities, SpoolRoom room) {
    this(new LowerNames(), capabilities, room);
  }

  /** How the content of files changes. */
  LowerWriting writing() {
    return capabilities.writing();
  }
}
