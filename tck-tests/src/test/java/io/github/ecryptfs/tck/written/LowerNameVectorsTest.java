package io.github.ecryptfs.tck.written;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.tck.golden.GoldenFiles;
import io.github.ecryptfs.tck.golden.MountEnvironment;
import io.github.ecryptfs.tck.reference.ReferencePassphrase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lower names of the format's test vectors ({@code docs/format.md}, "Names"), made by real kernels.
 */
class LowerNameVectorsTest {
  private static final String PREFIX = "ECRYPTFS_FNEK_ENCRYPTED.";
  private static final String DEFAULT_SALT = "0011223344556677";
  private static final String ASCII_SALT = "3939383837373636";

  @ParameterizedTest(name = "{0}-{1}")
  @CsvSource({
    "aes,      16, FWYp3QmdieuVx-ReNM93cFJhZmQKb9S.7xyoDzbVOSbBh3ttRUURq5F-zE--",
    "aes,      24, FWYp3QmdieuVx-UP0Bp5ZhSV8z0l0qmRIVPgjmpEsGWRgxIcl0sTzLZcs---",
    "aes,      32, FWYp3QmdieuVx-aK6fArd1FkXCt3ijqL6Arsiu3IFxKKhksWZXxt2HR.i---",
    "blowfish, 16, FWYp3QmdieuVx-Fi4vCFunEkpmguVPgTV8O7OCI7gcIM0RzNtZOMT.ad8k--",
    "blowfish, 32, FWYp3QmdieuVx-Gcj-1XYP8.88HiL.Iqo1dD0FdJ43mOKINZrz4jr23Alk--",
    "blowfish, 56, FWYp3QmdieuVx-ENJPazcrf3HQ7pWVxijnxeY.TJuf5cmIawdVooB35qhU--",
    "des3_ede, 24, FWYp3QmdieuVx-7SUzZ0hbmbz5nk3WMwv4ZjYta1MzcS0Zfdls0zMhkKmk--",
    "cast5,    16, FWYp3QmdieuVx-CmuNOpVG2GsCd8MdmEh7ndp5ixhBAtzsKYxq46G0BYH---",
    "twofish,  16, FWYp3QmdieuVx-dxaIZlhnn0IL1A0yGabE.2NzWC-quHTGlvm8pmEKMfbk--",
    "twofish,  32, FWYp3QmdieuVx-fYL1xMpMmdFjqaJi9sIgj8dZ-JCGwSNy1z0jeaA3Xa0U--",
    "cast6,    16, FWYp3QmdieuVx-iVruuRcV5MVN0bTnYT8x7OmVQPutg9Nd8wzTUkDI3Y4E--",
    "cast6,    32, FWYp3QmdieuVx-hXoa6jmmm7G6ncyvOwfrhKvnaTxcFRZZA2T8r6pirQ.---"
  })
  void aNameUnderEveryCipherIsTheOneOfTheKernel(String cipher, int keyBytes, String lowerName)
      throws IOException {
    assertThat(lowerNameOf("TestFile", "Test", DEFAULT_SALT, cipher, keyBytes))
        .isEqualTo(PREFIX + lowerName);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "hello.txt,       FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbqS4uUSCgU24LAfMmCvuyI---",
    "a,               FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbQ6c91K.POk3wnAz97hMe9E--",
    "0123456789abcde, FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbSCBI.654P5jGPxb6Xjoex---",
    "ü.txt,           FWayVrRYlN446ERDD20SlK20xSkpZmIqkmbbAbeoTYfMV4CK.fToYPrE7U--"
  })
  void aNameUnderTheKeyOfTheStandardSetUpIsTheOneOfTheVector(String name, String lowerName)
      throws IOException {
    assertThat(lowerNameOf(name, "test", ASCII_SALT, "aes", 16)).isEqualTo(PREFIX + lowerName);
  }

  @Test
  void aZeroByteInThePrefixIsReplaced() throws IOException {
    String passphrase = "HmPR65GG1nFFBHh1PdQMIGQ7vatEmi2c3qgqxZs3zk";

    assertThat(lowerNameOf("test", passphrase, ASCII_SALT, "aes", 16))
        .isEqualTo(PREFIX + "FWZB1tuBWdoRP-Sf55XoVbymY5V0-HPdXGywjF1JHoQN1FY.YxESl6Azb---");
  }

  private static String lowerNameOf(
      String name, String passphrase, String salt, String cipher, int keyBytes) throws IOException {
    String signature = ReferencePassphrase.derive(passphrase, salt).signature();
    Map<String, ?> env =
        Map.of(
            "key", MountEnvironment.passphrase(passphrase, salt),
            "ecryptfs_sig", signature,
            "ecryptfs_fnek_sig", signature,
            "ecryptfs_cipher", cipher,
            "ecryptfs_key_bytes", keyBytes);
    try (FileSystem memory = GoldenFiles.inMemory()) {
      Path lower = Files.createDirectory(memory.getPath("/lower"));
      try (FileSystem mount =
          FileSystems.newFileSystem(URI.create("ecryptfs:" + lower.toUri()), env)) {
        Files.createDirectory(mount.getPath("/" + name));
      }
      return onlyName(lower);
    }
  }

  private static String onlyName(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> all = entries.toList();
      assertThat(all).hasSize(1);
      return all.get(0).getFileName().toString();
    }
  }
}
