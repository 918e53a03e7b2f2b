package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single mount options mean, where no other test is about them. */
class MountOptionsTest {
  private static final String ONE = "d395309aaad4de06"; // of the passphrase test
  private static final String OTHER = "3ab38bb4917daae6"; // of correct horse battery staple

  @SuppressWarnings("NullAway.Init") // set before each test
  private LowerFixture.Lower lower;

  @BeforeEach
  void openLower() throws IOException {
    lower = LowerFixture.JIMFS.open();
  }

  @AfterEach
  void closeLower() throws IOException {
    lower.close();
  }

  private static MountOptions.Builder onePassphrase() {
    return MountOptions.builder().passphrase("test".toCharArray());
  }

  private static MountOptions.Builder twoKeys() {
    return MountOptions.builder()
        .keys(
            "passphrase:passphrase_passwd=test",
            "passphrase:passphrase_passwd=correct horse battery staple");
  }

  private FileSystem mount(MountOptions.Builder builder) throws IOException {
    try (MountOptions options = builder.build()) {
      return Ecryptfs.mount(lower.directory(), options);
    }
  }

  @Test
  void checkDevRuidDemandsThatTheLowerDirectoryIsOurs() throws IOException {
    MountOptions.Builder options = onePassphrase().option("ecryptfs_check_dev_ruid", true);
    give(lower.directory(), "somebody else");

    assertThatThrownBy(() -> mount(options))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("ecryptfs_check_dev_ruid");

    give(lower.directory(), System.getProperty("user.name"));
    mount(onePassphrase().option("ecryptfs_check_dev_ruid", true)).close();
  }

  @Test
  void theOwnerOfTheLowerDirectoryDoesNotMatterOtherwise() throws IOException {
    give(lower.directory(), "somebody else");

    mount(onePassphrase()).close();
  }

  private static void give(Path directory, String owner) throws IOException {
    UserPrincipalLookupService principals =
        directory.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(directory, principals.lookupPrincipalByName(owner));
  }

  @Test
  void unlinkSigsIsAcceptedAndChangesNothing() throws IOException {
    try (FileSystem mount = mount(onePassphrase().option("ecryptfs_unlink_sigs", true))) {
      Files.write(mount.getPath("/a"), bytes(5000));
    }
    try (FileSystem mount = mount(onePassphrase())) {
      assertThat(Files.readAllBytes(mount.getPath("/a"))).isEqualTo(bytes(5000));
    }
  }

  @Test
  void aKeyThatNoSignatureNamesOpensFilesButIsNotPutIntoNewOnes() throws IOException {
    try (FileSystem mount = mount(twoKeys().signatures(OTHER))) {
      Files.write(mount.getPath("/other"), bytes(5000));
    }
    try (FileSystem mount = mount(twoKeys().signatures(ONE))) {
      assertThat(Files.readAllBytes(mount.getPath("/other"))).isEqualTo(bytes(5000));
      Files.write(mount.getPath("/one"), bytes(10));
    }
    try (FileSystem mount = mount(onePassphrase())) {
      assertThat(Files.readAllBytes(mount.getPath("/one"))).isEqualTo(bytes(10));
      assertThatThrownBy(() -> Files.readAllBytes(mount.getPath("/other")))
          .isInstanceOf(FileSystemException.class);
    }
  }

  @Test
  void mountAuthTokOnlyUsesNoKeyThatNoSignatureNames() throws IOException {
    try (FileSystem mount = mount(twoKeys().signatures(OTHER))) {
      Files.write(mount.getPath("/other"), bytes(5000));
    }

    try (FileSystem mount =
        mount(twoKeys().signatures(ONE).option("ecryptfs_mount_auth_tok_only", true))) {
      assertThatThrownBy(() -> Files.readAllBytes(mount.getPath("/other")))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining(OTHER)
          .hasMessageContaining(ONE);
    }
  }

  @Test
  void mountAuthTokOnlyHidesNamesOfOtherKeys() throws IOException {
    try (FileSystem mount = mount(twoKeys().signatures(ONE).filenameSignature(OTHER))) {
      Files.createFile(mount.getPath("/a"));
    }

    MountOptions.Builder named = twoKeys().signatures(ONE).filenameSignature(ONE);
    try (FileSystem mount = mount(named)) {
      assertThat(mount.getPath("/a")).exists();
    }
    MountOptions.Builder only = twoKeys().signatures(ONE).filenameSignature(ONE);
    try (FileSystem mount = mount(only.option("ecryptfs_mount_auth_tok_only", true))) {
      assertThat(mount.getPath("/a")).doesNotExist();
      assertThat(mount.getPath("/")).isEmptyDirectory();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blowfish", "twofish", "cast6"})
  void aCipherOfSeveralKeySizesMustBeToldWhich(String cipher) {
    MountOptions.Builder options = onePassphrase().option("ecryptfs_cipher", cipher);

    assertThatThrownBy(() -> mount(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ecryptfs_key_bytes")
        .hasMessageContaining(cipher);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes", "des3_ede", "cast5"})
  void theUsualKeySizeIsTheDefaultWhereThereIsOne(String cipher) throws IOException {
    try (FileSystem mount = mount(onePassphrase().option("ecryptfs_cipher", cipher))) {
      Files.write(mount.getPath("/a"), bytes(5000));
    }
    try (FileSystem mount = mount(onePassphrase())) {
      assertThat(Files.readAllBytes(mount.getPath("/a"))).isEqualTo(bytes(5000));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ecryptfs_sig, ''",
    "ecryptfs_sig, d395309aaad4de0",
    "ecryptfs_sig, d395309aaad4de060",
    "sig, d395309aaad4de0",
    "ecryptfs_fnek_sig, d395309aaad4de0",
    "ecryptfs_fnek_sig, d395309aaad4de0600"
  })
  void aSignatureHas16Digits(String option, String value) {
    assertThatThrownBy(() -> mount(onePassphrase().option(option, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sig")
        .hasMessageContaining("16 hex");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecryptfs_sig", "ecryptfs_fnek_sig"})
  void aSignatureWithoutItsKeyIsRefusedAndTheOnesGivenAreNamed(String option) {
    assertThatThrownBy(() -> mount(onePassphrase().option(option, OTHER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option)
        .hasMessageContaining(OTHER)
        .hasMessageContaining(ONE);
  }

  @ParameterizedTest
  @CsvSource({"aes, 8", "aes, 20", "twofish, 24", "cast6, 24", "blowfish, 20", "des3_ede, 16"})
  void aKeySizeThatTheCipherCannotTakeIsRefusedAtTheMount(String cipher, int keyBytes) {
    assertThatThrownBy(() -> mount(onePassphrase().cipher(cipher, keyBytes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ecryptfs_key_bytes")
        .hasMessageContaining(String.valueOf(keyBytes));
  }

  @Test
  void signaturesMayBeWrittenInCapitals() {
    assertThatCode(() -> mount(onePassphrase().option("ecryptfs_sig", "D395309AAAD4DE06")).close())
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"d395309aaad4de06, 16", "d395309aaad4de06, 32", "be877764c5918621, 32"})
  void enableFilenameCryptoTakesTheKeyAndCipherThatTheNamesOfTheTreeHave(
      String nameKey, int keyBytes) throws IOException {
    MountOptions.Builder made = onePassphrase().filenameSignature(nameKey);
    try (FileSystem mount = mount(made.filenameCipher("aes", keyBytes))) {
      Files.write(mount.getPath("/a"), bytes(10));
    }

    try (FileSystem mount = mount(onePassphrase().encryptNames(true))) {
      assertThat(Files.readAllBytes(mount.getPath("/a"))).isEqualTo(bytes(10));
      Files.createFile(mount.getPath("/b"));
    }
    try (FileSystem mount =
        mount(onePassphrase().filenameSignature(nameKey).filenameCipher("aes", keyBytes))) {
      assertThat(mount.getPath("/b")).exists();
    }
  }

  @Test
  void closedOptionsMountNothing() throws IOException {
    MountOptions options = onePassphrase().build();
    options.close();

    assertThatThrownBy(() -> Ecryptfs.mount(lower.directory(), options))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(options::toEnv).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBuilderHandsItsSecretsToOneSetOfOptions() {
    MountOptions.Builder builder = onePassphrase();
    builder.build().close();

    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPassphraseThatWasWipedIsRefused() {
    assertThatThrownBy(() -> MountOptions.builder().passphrase(new char[8]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wiped");
  }

  @Test
  void keySourcesWithoutKeysAreRefusedBeforeAFileIsMade() {
    assertThatThrownBy(() -> mount(MountOptions.builder().option("keys", List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no key");
    assertThatThrownBy(
            () -> mount(MountOptions.builder().option("keys", List.of()).encryptNames(true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no key");
  }

  @Test
  void theMapOfOptionsMountsMoreThanOnce() throws IOException {
    try (MountOptions options = twoKeys().build()) {
      for (int i = 0; i < 2; i++) {
        FileSystems.newFileSystem(lower.directory(), options.toEnv()).close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {16.5, 4294967312.0, -16, Double.NaN})
  void aNumberThatIsNoSizeIsRefused(double size) {
    assertThatThrownBy(() -> onePassphrase().option("ecryptfs_key_bytes", size).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ecryptfs_key_bytes");
  }

  @Test
  void aLowerNameThatNoPathCanHoldEndsNoListing() throws IOException {
    Files.createFile(lower.directory().resolve("half\ud800pair"));

    try (FileSystem mount = mount(onePassphrase())) {
      Path sound = Files.createFile(mount.getPath("/sound"));
      try (Stream<Path> list = Files.list(mount.getPath("/"))) {
        assertThat(list).containsExactly(sound);
      }
    }
  }
}
