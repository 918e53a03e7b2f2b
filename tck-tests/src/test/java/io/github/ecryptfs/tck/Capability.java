package io.github.ecryptfs.tck;

/** Something that {@code java.nio.file} leaves optional. */
enum Capability {
  /** The file system can be closed. */
  CLOSING,
  /** Names up to 143 bytes are taken, longer ones are refused. */
  NAMES_END_AT_143_BYTES,
  /** Symbolic links can be made. */
  SYMBOLIC_LINKS,
  /** The size of a symbolic link is the length of its target. */
  LINK_SIZES,
  /** Hard links can be made. */
  HARD_LINKS,
  /** The view {@code posix} is there. */
  POSIX,
  /** The view {@code user} is there. */
  USER_ATTRIBUTES,
  /** A directory can be opened for reading as a channel, so that {@code force} reaches it. */
  DIRECTORY_CHANNELS,
  /** Odd names of attributes are taken and refused as by the default file system. */
  LIKE_THE_DEFAULT_ATTRIBUTES,
  /** Whether a file is executable depends on its permissions. */
  PERMISSIONS_COUNT,
  /** Files can be locked. */
  LOCKS,
  /** The space of a store can be asked by attribute names. */
  STORE_ATTRIBUTES,
  /** A store tells its block size. */
  BLOCK_SIZE,
  /** Directory streams have operations relative to the open directory. */
  SECURE_DIRECTORY_STREAMS,
  /** A directory that is watched already keeps its key. */
  ONE_WATCH_KEY,
  /** Open files can be deleted, replaced and renamed and still be used. */
  OPEN_FILES_OUTLIVE_NAMES
}
