package io.github.ecryptfs.tck.safety;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.PassphraseWrappingKey;
import io.github.ecryptfs.keys.WrappingKey;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How the mounts of these tests are configured.
 *
 * @param xattr whether metadata lies in extended attributes
 * @param encryptedNames whether names are encrypted
 * @param writeBehind whether small writes are held back
 */
record SafetyMount(boolean xattr, boolean encryptedNames, boolean writeBehind) {
  private static final Configuration UNIX =
      Configuration.unix().toBuilder()
          .setAttributeViews("basic", "owner", "posix", "unix", "user")
          .build();

  /** A mount that writes through. */
  SafetyMount(boolean xattr, boolean encryptedNames) {
    this(xattr, encryptedNames, false);
  }

  /** All four that write through. */
  static Stream<SafetyMount> all() {
    return Stream.of(false, true)
        .flatMap(xattr -> Stream.of(false, true).map(names -> new SafetyMount(xattr, names)));
  }

  /** Which of these are tried with the workload of that number; {@link Runs} says how many. */
  static Stream<SafetyMount> sampleFor(int workload) {
    List<SafetyMount> through = all().toList();
    Stream<SafetyMount> behind =
        Stream.of(false, true).map(both -> new SafetyMount(both, both, true));
    return Stream.concat(
        IntStream.range(0, through.size())
            .filter(n -> Runs.isInSample(workload, n))
            .mapToObj(through::get),
        behind.filter(mount -> Runs.SOAK || mount.xattr() == (workload % 2 == 0)));
  }

  /** An empty lower file system in memory. */
  static FileSystem memory() {
    return Jimfs.newFileSystem(UNIX);
  }

  /** An empty directory on a lower file system that can fail, which passes for {@code kind}. */
  static Path faultyDirectory(FaultyFileSystem.Kind kind) throws IOException {
    FileSystem memory = memory();
    Path directory = Files.createDirectory(memory.getPath("/lower"));
    return new FaultyFileSystem(memory, kind).wrap(directory);
  }

  /** Mounts {@code lower}; the caller closes the file system. */
  FileSystem mount(Path lower) throws IOException {
    return Ecryptfs.mount(lower, options().build());
  }

  /** Mounts {@code lower} for rescue: what is missing below reads as zeros. */
  FileSystem mountLenient(Path lower) throws IOException {
    return Ecryptfs.mount(lower, options().lenient(true).build());
  }

  private MountOptions.Builder options() {
    return MountOptions.builder()
        .option("keys", List.of(new DerivedKey()))
        .option("ecryptfs_nio_write_behind", writeBehind)
        .xattrMetadata(xattr)
        .encryptNames(encryptedNames);
  }

  @Override
  public String toString() {
    return "metadata in %s, names %s"
            .formatted(xattr ? "xattr" : "header", encryptedNames ? "encrypted" : "plain")
            .toLowerCase(Locale.ROOT)
        + (writeBehind ? ", writes held back" : "");
  }

  /** A passphrase key that is derived once for all mounts: thousands of them are made. */
  private static final class DerivedKey implements KeySource {
    private static final PassphraseKey KEY =
        PassphraseKey.derive(
            "safety first".getBytes(StandardCharsets.UTF_8), PassphraseKeys.CONTENT_SALT);

    @Override
    public List<WrappingKey> unlock() {
      return List.of(
          new PassphraseWrappingKey(
              PassphraseKey.adopt(KEY.lendTo(byte[]::clone), PassphraseKeys.CONTENT_SALT)));
    }
  }
}
