package io.github.ecryptfs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.KeySignature;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RsaKeyFileTest {
  private static final char[] PASSWORD = "pässwort".toCharArray();

  private final SecureRandom random = new SecureRandom();

  @TempDir Path directory;

  @Test
  void keyIsMadeWhereTheModuleHasItForItsOwnerAlone() throws Exception {
    Path file = directory.resolve("pki/openssl/key.pem");

    KeySignature signature = RsaKeyFile.generate(file, PASSWORD, random);

    assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(directory.resolve("pki"))).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("pki/openssl"))).isEqualTo("rwx------");
    try (KeySource keys = PemKeys.of(file, PASSWORD);
        WrappingKey key = keys.unlock().get(0)) {
      assertThat(key.signature()).isEqualTo(signature);
    }
    try (KeySource keys = PemKeys.of(file, "wrong".toCharArray())) {
      assertThatThrownBy(keys::unlock).isInstanceOf(UnrecoverableKeyException.class);
    }
  }

  @Test
  void fileThatIsThereIsKept() throws Exception {
    Path file = Files.writeString(directory.resolve("key.pem"), "somebody's only key");

    assertThatThrownBy(() -> RsaKeyFile.generate(file, PASSWORD, random))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("never overwritten");
    assertThat(file).hasContent("somebody's only key");
  }

  @Test
  void keyWithoutAPasswordIsNotMade() {
    Path file = directory.resolve("key.pem");

    assertThatThrownBy(() -> RsaKeyFile.generate(file, new char[0], random))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("want a password");
    assertThat(file).doesNotExist();
  }

  private static String permissions(Path file) throws java.io.IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
