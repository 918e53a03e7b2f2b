package io.github.ecryptfs.tck;

/** Something that {@code java.nio.file} leaves optional. */
enum Capability {
  /** The lower directory has a URI that leads to it. */
  LOWER_URIS,
  /** The file system can be closed. */
  CLOSING,
  /** Names up to 143 bytes are taken, longer ones are refused. */
  NAMES_END_AT_143_BYTES,
  /** Names may hold any character but a slash, and differ by case alone. */
  ANY_NAME,
  /** Symbolic links can be made. */
  SYMBOLIC_LINKS,
  /** The target of a symbolic link may be an absolute path. */
  ABSOLUTE_LINKS,
  /** The target of a symbolic link may begin with {@code ..}. */
  LINKS_UPWARDS,
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
  /** Names of attributes that nobody knows are refused. */
  STRICT_ATTRIBUTE_NAMES,
  /** Null is refused where an owner, a group, permissions or a user attribute should be. */
  NULL_VALUES_REFUSED,
  /** Calls of a thread that was interrupted before are carried out. */
  INTERRUPTED_CALLERS,
  /**
   * Who makes a file uses it, whatever mode it was made with; any file can be moved and replaced.
   */
  OWNERS_USE_ANY_MODE,
  /** A call takes so little time that a test may make many thousands. */
  MANY_CALLS,
  /** The time of an open file is that of its last write, before it is closed too. */
  TIMES_BEFORE_CLOSE,
  /** A store tells truly which views its files have. */
  STORES_KNOW_VIEWS,
  /** Directories can be watched. */
  WATCHING,
  /** Symbolic links can be moved. */
  LINK_MOVES,
  /** The view {@code owner} is there. */
  OWNER_VIEW,
  /** Times keep their fractions of seconds. */
  FINE_TIMES,
  /** The view {@code unix} is there. */
  UNIX_VIEW,
  /** User attributes are read and set by their names too. */
  USER_ATTRIBUTES_BY_NAME,
  /** Who owns a file sets its times, whether he may write to it or not. */
  OWNERS_SET_TIMES,
  /** Times that were set stay when a channel is closed that wrote before. */
  CLOSING_KEEPS_TIMES,
  /** A directory that has entries can be moved. */
  DIRECTORY_MOVES,
  /** An atomic move replaces a file. */
  ATOMIC_REPLACE,
  /** Files can be locked. */
  LOCKS,
  /** A store tells its space. */
  STORE_SPACE,
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
