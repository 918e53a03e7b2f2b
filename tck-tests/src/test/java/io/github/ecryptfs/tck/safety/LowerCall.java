package io.github.ecryptfs.tck.safety;

/** What a lower file system is asked to do. */
enum LowerCall {
  OPEN,
  CREATE,
  CLOSE,
  READ,
  WRITE,
  SIZE,
  TRUNCATE,
  FORCE,
  ATTRIBUTES,
  XATTR_READ,
  XATTR_WRITE,
  LIST,
  MOVE,
  DELETE,
  MAKE;

  /** Whether the call fills up a disk. */
  boolean needsSpace() {
    return this == CREATE || this == WRITE || this == XATTR_WRITE || this == MAKE;
  }

  /** Whether something is different, or durable, when the call is done. */
  boolean changes() {
    return needsSpace() || this == TRUNCATE || this == FORCE || this == MOVE || this == DELETE;
  }

  /** Whether the call can be done in part. */
  boolean movesBytes() {
    return this == READ || this == WRITE;
  }

  /** Whether the call makes, moves or deletes names, or opens what they stand for. */
  boolean changesNames() {
    return this == OPEN
        || this == CREATE
        || this == LIST
        || this == MOVE
        || this == DELETE
        || this == MAKE;
  }
}
