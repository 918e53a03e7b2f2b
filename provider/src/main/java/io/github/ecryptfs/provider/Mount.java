package io.github.ecryptfs.provider;

import io.github.ecryptfs.crypto.EngineShelf;
import io.github.ecryptfs.provider.attribute.AttributeReader;
import io.github.ecryptfs.provider.attribute.UpperSizes;
import io.github.ecryptfs.provider.attribute.UserAttributes;
import io.github.ecryptfs.provider.file.BufferPool;
import io.github.ecryptfs.provider.file.FileKeys;
import io.github.ecryptfs.provider.file.FileOpener;
import io.github.ecryptfs.provider.file.FileRules;
import io.github.ecryptfs.provider.file.OpenFiles;
import io.github.ecryptfs.provider.file.WriteBehind;
import io.github.ecryptfs.provider.lower.LowerCapabilities;
import io.github.ecryptfs.provider.lower.LowerFiles;
import io.github.ecryptfs.provider.names.NameCodec;
import io.github.ecryptfs.provider.names.NamesWithRawOnes;
import io.github.ecryptfs.provider.names.PathMapper;
import io.github.ecryptfs.provider.names.PlainNames;
import io.github.ecryptfs.provider.tree.Resolver;
import io.github.ecryptfs.provider.tree.UpperTree;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parts of a mount, put together.
 *
 * <p>Immutable; {@link #close} destroys the keys.
 *
 * @param root the real lower directory
 * @param readOnly whether nothing can be changed
 * @param tree names and what is done with them
 * @param attributes reads attributes
 * @param resources what is closed in the end
 */
record Mount(
    Path root, boolean readOnly, UpperTree tree, AttributeReader attributes, Resources resources)
    implements Closeable {
  /** What holds secrets. */
  record Resources(
      MountKeys.Unlocked keys,
      NameCodec codec,
      BufferPool buffers,
      EngineShelf engines,
      WriteBehind behind) {}

  /**
   * Wires a mount of {@code root}.
   *
   * @param seenAt where programs see the root, if they see more than the mount
   */
  static Mount of(Path root, MountOptions options, Optional<String> seenAt) throws IOException {
    checkOwner(root, options);
    MountKeys.Unlocked keys = MountKeys.unlock(options, root);
    try {
      return of(root, options, keys, seenAt);
    } catch (IOException | RuntimeException | Error e) {
      keys.close();
      throw e;
    }
  }

  private static Mount of(
      Path root, MountOptions options, MountKeys.Unlocked keys, Optional<String> seenAt)
      throws IOException {
    LowerSettings lower = new LowerSettings(options);
    LowerCapabilities capabilities = lower.capabilities(root, isReadOnly(root, options));
    LowerFiles lowerFiles = new LowerFiles(capabilities, lower.spoolRoom());
    NameCodec codec = codec(keys, options);
    FileRules rules = rules(options, keys);
    BufferPool buffers = new BufferPool();
    WriteBehind behind =
        options.isSet(MountOption.WRITE_BEHIND) ? WriteBehind.on() : WriteBehind.off();
    OpenFiles openFiles = new OpenFiles(behind);
    EngineShelf engines = new EngineShelf();
    FileKeys fileKeys =
        new FileKeys(
            keys.ring(), keys.contentKeys(), options.cipher(), new SecureRandom(), engines);
    UpperTree tree =
        new UpperTree(
            new Resolver(new PathMapper(root, codec), capabilities.linksResolved(), seenAt),
            openFiles,
            new FileOpener(fileKeys, rules, buffers, behind, lowerFiles),
            capabilities);
    AttributeReader attributes =
        new AttributeReader(
            new UpperSizes(openFiles, capabilities, rules, codec::linkToUpper),
            new UserAttributes(options.isSet(MountOption.SHOW_METADATA_XATTR)));
    return new Mount(
        root,
        isReadOnly(root, options),
        tree,
        attributes,
        new Resources(keys, codec, buffers, engines, behind));
  }

  private static NameCodec codec(MountKeys.Unlocked keys, MountOptions options) {
    if (options.isSet(MountOption.ENCRYPTED_VIEW) || keys.names().isEmpty()) {
      return new PlainNames();
    }
    return options.isSet(MountOption.SHOW_UNDECODABLE_NAMES)
        ? new NamesWithRawOnes(keys.names().get())
        : keys.names().get();
  }

  private static FileRules rules(MountOptions options, MountKeys.Unlocked keys) {
    return new FileRules(
        options.isSet(MountOption.XATTR_METADATA) || options.isSet(MountOption.ENCRYPTED_VIEW),
        options.isSet(MountOption.PASSTHROUGH),
        options.isSet(MountOption.ENCRYPTED_VIEW),
        keys.names().isPresent(),
        options.isSet(MountOption.LENIENT));
  }

  private static boolean isReadOnly(Path root, MountOptions options) {
    return options.isSet(MountOption.READ_ONLY)
        || options.isSet(MountOption.ENCRYPTED_VIEW)
        || root.getFileSystem().isReadOnly();
  }

  private static void checkOwner(Path root, MountOptions options) throws IOException {
    if (options.isSet(MountOption.CHECK_DEV_RUID)
        && !Files.getOwner(root).getName().equals(System.getProperty("user.name"))) {
      throw new AccessDeniedException(
          root.toString(),
          null,
          "not owned by the user of this process, as ecryptfs_check_dev_ruid demands");
    }
  }

  /** The names of the attribute views that files have. */
  Set<String> attributeViews() {
    Set<String> views = new TreeSet<>(root.getFileSystem().supportedFileAttributeViews());
    views.retainAll(Set.of("basic", "owner", "posix", "unix", "user", "acl", "dos"));
    return views;
  }

  /** Whether the lower file system and this mount allow what is asked. */
  void checkAccess(Path lower, AccessMode... modes) throws IOException {
    if (readOnly && Arrays.asList(modes).contains(AccessMode.WRITE)) {
      throw new AccessDeniedException(lower.toString(), null, "the mount is read-only");
    }
    if (Arrays.asList(modes).contains(AccessMode.WRITE) && Files.isRegularFile(lower)) {
      tree.requireWritableFiles();
    }
    lower.getFileSystem().provider().checkAccess(lower, modes);
  }

  @Override
  public void close() {
    resources.behind().close();
    resources.codec().close();
    resources.keys().close();
    resources.buffers().close();
    resources.engines().close();
  }
}
