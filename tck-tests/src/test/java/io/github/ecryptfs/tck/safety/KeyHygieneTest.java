package io.github.ecryptfs.tck.safety;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.metadata.HeaderCodec;
import io.github.ecryptfs.metadata.MalformedMetadataException;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a file system is closed, none of its secrets is left in the memory of the JVM. */
final class KeyHygieneTest {
  private static final int PASSPHRASE_BYTES = 40;

  @ParameterizedTest
  @ValueSource(strings = {"aes", "twofish"})
  void aClosedFileSystemLeavesNoSecretInTheHeap(String cipher) throws Exception {
    Map<String, HeapDump.Pattern> secrets = new LinkedHashMap<>();
    try (SafetyLower.Opened lower = SafetyLower.DEFAULT.open()) {
      MountOptions options = options(cipher, secrets);
      FileSystem mount = Ecryptfs.mount(lower.directory(), options);
      FileChannel leaked = use(mount);
      secrets.put("file key", fileKey(lower.directory(), options));

      assertThat(found(secrets)).as("found while open").isEqualTo(secrets.keySet());

      options.close();
      mount.close();

      assertThat(found(secrets)).as("found after closing").isEmpty();
      assertThat(leaked.isOpen()).isFalse();
    }
  }

  private static Set<String> found(Map<String, HeapDump.Pattern> secrets) throws IOException {
    try (HeapDump dump = HeapDump.take()) {
      return dump.found(secrets);
    }
  }

  /** Options with a passphrase that nobody else holds. */
  private static MountOptions options(String cipher, Map<String, HeapDump.Pattern> secrets) {
    byte[] passphrase = new byte[PASSPHRASE_BYTES];
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < passphrase.length; i++) {
      passphrase[i] = (byte) ('!' + random.nextInt(90));
    }
    secrets.put("passphrase", new HeapDump.Pattern(passphrase));
    secrets.put("content key", keyPattern(passphrase, PassphraseKeys.CONTENT_SALT));
    secrets.put("name key", keyPattern(passphrase, PassphraseKeys.NAME_SALT));
    MountOptions options =
        MountOptions.builder().passphrase(passphrase).cipher(cipher, 32).encryptNames(true).build();
    Arrays.fill(passphrase, (byte) 0);
    return options;
  }

  private static HeapDump.Pattern keyPattern(byte[] passphrase, Bytes salt) {
    try (PassphraseKey key = PassphraseKey.derive(passphrase, salt)) {
      return key.lendTo(HeapDump.Pattern::new);
    }
  }

  /** Reads and writes, and leaves a channel open. */
  private static FileChannel use(FileSystem mount) throws IOException {
    Path file = Files.write(mount.getPath("/file"), Step.bytes(300_000, 1));
    Files.delete(Files.copy(file, mount.getPath("/copy")));
    assertThat(Files.readAllBytes(file)).hasSize(300_000);
    FileChannel leaked = FileChannel.open(file, READ, WRITE);
    leaked.write(ByteBuffer.allocate(10), 5_000);
    leaked.read(ByteBuffer.allocate(5_000), 100);
    return leaked;
  }

  /** The key of the only file in {@code lower}, unwrapped by a second look at its header. */
  private static HeapDump.Pattern fileKey(Path lower, MountOptions options)
      throws IOException, MalformedMetadataException, KeyUnwrapException {
    byte[] window = new byte[HeaderCodec.WINDOW_BYTES];
    int present;
    try (Stream<Path> files = Files.list(lower);
        InputStream in = Files.newInputStream(files.findFirst().orElseThrow())) {
      present = in.readNBytes(window, 0, window.length);
    }
    var wrapped =
        (WrappedFileKey.ByPassphrase) HeaderCodec.parseRegion(window, present).keys().get(0);
    byte[] passphrase = (byte[]) Objects.requireNonNull(options.toEnv().get("passphrase"));
    try (PassphraseKey key = PassphraseKey.derive(passphrase, PassphraseKeys.CONTENT_SALT);
        FileEncryptionKey fileKey = key.unwrap(wrapped)) {
      return fileKey.lendTo(HeapDump.Pattern::new);
    }
  }
}
