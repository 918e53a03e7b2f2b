package io.github.ecryptfs.tck.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.keys.home.WrappedPassphraseFile;
import io.github.ecryptfs.tck.NeedsProgram;
import io.github.ecryptfs.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrapped passphrases go back and forth between us and the real ecryptfs-utils. */
@NeedsProgram({
  "ecryptfs-wrap-passphrase",
  "ecryptfs-unwrap-passphrase",
  "ecryptfs-rewrap-passphrase"
})
final class RealWrappedPassphraseTest {
  private final SecureRandom random = new SecureRandom();

  @TempDir Path directory;

  private Path file;
  private WrappedPassphraseFile ours;

  @BeforeEach
  void nameAFile() {
    file = directory.resolve("wrapped-passphrase");
    ours = WrappedPassphraseFile.at(file);
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789abcdef0123456789abcdef, login",
    "sixteen byte pp!, a b",
    "ünicöde ✓, логин",
    "x, y",
  })
  void whatWeWrapTheToolUnwraps(String passphrase, String login) throws Exception {
    ours.wrap(bytes(passphrase), bytes(login), random);

    assertThat(toolUnwraps(login)).isEqualTo(passphrase);
    assertThat(tool("ecryptfs-unwrap-passphrase", "wrong\n").exitCode()).isNotZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0123456789abcdef0123456789abcdef, login",
    "sixteen byte pp!, a b",
    "ünicöde ✓, логин",
    "x, y",
  })
  void whatTheToolWrapsWeUnwrap(String passphrase, String login) throws Exception {
    tool("ecryptfs-wrap-passphrase", passphrase + "\n" + login + "\n").expectSuccess();

    assertThat(ours.unwrap(bytes(login))).asString(UTF_8).isEqualTo(passphrase);
    assertThat(ours.read().isVersion1()).isFalse();
  }

  @Test
  void rewrappingGoesOnFromOneToTheOther() throws Exception {
    ours.wrap(bytes("mount passphrase"), bytes("one"), random);

    tool("ecryptfs-rewrap-passphrase", "one\ntwo\n").expectSuccess();
    assertThat(ours.unwrap(bytes("two"))).asString(UTF_8).isEqualTo("mount passphrase");

    ours.rewrap(bytes("two"), bytes("three"), random);
    assertThat(toolUnwraps("three")).isEqualTo("mount passphrase");
  }

  @Test
  void versionOneIsTheSameToBothBeforeAndAfterItsUpgrade() throws Exception {
    Files.copy(GoldenCase.root().resolve("userspace/wrapped-v1-01"), file);
    assertThat(ours.read().isVersion1()).isTrue();
    assertThat(toolUnwraps("login password")).isEqualTo("mount passphrase");
    assertThat(ours.unwrap(bytes("login password"))).asString(UTF_8).isEqualTo("mount passphrase");

    assertThat(ours.upgrade(bytes("login password"), random)).isTrue();
    assertThat(toolUnwraps("login password")).isEqualTo("mount passphrase");
  }

  @Test
  void toolUpgradesWhatWeThenRead() throws Exception {
    Files.copy(GoldenCase.root().resolve("userspace/wrapped-v1-01"), file);

    tool("ecryptfs-rewrap-passphrase", "login password\nnext\n").expectSuccess();

    assertThat(ours.read().isVersion1()).isFalse();
    assertThat(ours.unwrap(bytes("next"))).asString(UTF_8).isEqualTo("mount passphrase");
  }

  private String toolUnwraps(String login) throws IOException, InterruptedException {
    return tool("ecryptfs-unwrap-passphrase", login + "\n").expectSuccess().strip();
  }

  /** Passphrases on standard input, one a line; no home that has settings. */
  private Tool.Ended tool(String program, String lines) throws IOException, InterruptedException {
    return Tool.run(Map.of("HOME", directory.toString()), lines, program, file.toString(), "-");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
