package io.github.ecryptfs.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.keyring.KernelKeyring;
import io.github.ecryptfs.tck.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of {@code docs/keys.md} do what the page says, run as they stand there. */
@NeedsProgram("bash")
final class DocumentedKeysTest {
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{16}");

  /** The launcher of the source tree, without its build. */
  private static final String LAUNCHER =
      """
      set -euo pipefail
      function ./ecryptfs { java -XX:+UseSerialGC -cp "$ECRYPTFS_CLASS_PATH" io.github.ecryptfs.cli.Main "$@"; }
      """;

  private static final String WRITE_AND_READ =
      """
      Files.writeString(root.resolve("letter"), "Dear " + "reader")
      Files.readString(root.resolve("letter"))
      """;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  @TempDir Path directory;

  @Test
  void passphrase() throws Exception {
    List<String> output = run("## Passphrase", Map.of());

    assertThat(output)
        .contains(
            "3ab38bb4917daae6",
            "ecryptfs: mounted secret; variables: fs, root, lower; /exit leaves");
  }

  @Test
  void wrappedPassphrase() throws Exception {
    assertThat(run("## Homes", Map.of())).containsExactly("mount passphrase");
  }

  @Test
  void rsaKeyFile() throws Exception {
    List<String> signatures = signatures(run("## OpenSSL: RSA key files", Map.of()));

    assertThat(signatures).hasSize(2);
    assertThat(signatures.get(0)).isEqualTo(signatures.get(1));
  }

  @Test
  @NeedsProgram({"bash", "softhsm2-util", "dpkg"})
  void token() throws Exception {
    SoftTokens tokens = SoftTokens.createIn(Files.createDirectory(directory.resolve("tokens")));

    assertThat(signatures(run("## PKCS#11", tokens.environment()))).hasSize(1);
  }

  @Test
  @NeedsProgram({"bash", "gpg", "gpgconf", "gpg-agent"})
  void openPgpKey() throws Exception {
    Path home = Files.createDirectory(directory.resolve("gnupg"), OWNER_ONLY);
    Path empty = Files.createFile(home.resolve("empty")); // a key without a passphrase
    Files.writeString(
        home.resolve("gpg.conf"), "batch\npinentry-mode loopback\npassphrase-file " + empty);
    Map<String, String> environment = Map.of("GNUPGHOME", home.toString());
    try {
      assertThat(run("## GnuPG: OpenPGP keys", environment, WRITE_AND_READ))
          .anyMatch(DocumentedKeysTest::tellsOfTheLetter);
      assertThat(directory.resolve("secret/letter")).isNotEmptyFile();
    } finally {
      Tool.run(environment, "", "gpgconf", "--kill", "gpg-agent").expectSuccess();
    }
  }

  @Test
  @NeedsProgram({"bash", "keyctl", "ecryptfs-add-passphrase"})
  void kernelKeyring() throws Exception {
    try {
      assertThat(run("## Kernel keyring", Map.of(), WRITE_AND_READ))
          .anyMatch(line -> line.contains("[3ab38bb4917daae6]"))
          .anyMatch(DocumentedKeysTest::tellsOfTheLetter);
    } finally {
      KernelKeyring.ofUser().remove(KeySignature.parse("3ab38bb4917daae6"));
    }
  }

  @Test
  @NeedsProgram({"bash", "swtpm"})
  void tpm() throws Exception {
    try {
      assertThat(run("## TPM", Map.of(), WRITE_AND_READ))
          .anyMatch(DocumentedKeysTest::tellsOfTheLetter);
    } finally {
      end(directory.resolve("tpm.pid"));
    }
  }

  private static boolean tellsOfTheLetter(String line) {
    return line.contains("==> \"Dear reader\"");
  }

  private static void end(Path pidFile) throws IOException {
    if (Files.exists(pidFile)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
          .ifPresent(ProcessHandle::destroy);
    }
  }

  private static List<String> signatures(List<String> output) {
    return output.stream().filter(line -> SIGNATURE.matcher(line).matches()).toList();
  }

  private List<String> run(String heading, Map<String, String> environment)
      throws IOException, InterruptedException {
    return run(heading, environment, "");
  }

  private List<String> run(String heading, Map<String, String> environment, String snippets)
      throws IOException, InterruptedException {
    Files.writeString(directory.resolve("script"), LAUNCHER + block(heading));
    Map<String, String> all = new HashMap<>(environment);
    all.put("ECRYPTFS_CLASS_PATH", classPath());
    all.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
    return Tool.run(
            all,
            snippets + "/exit\n",
            "bash",
            "-c",
            "cd \"$1\" && . ./script",
            "bash",
            directory.toString())
        .expectSuccess()
        .lines()
        .toList();
  }

  /** JShell refuses entries that are not there, and the build names such. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(":"))
        .filter(entry -> Files.exists(Path.of(entry)))
        .collect(Collectors.joining(":"));
  }

  /** The first block of shell lines below a heading. */
  private static String block(String heading) throws IOException {
    String page = Files.readString(Path.of("../docs/keys.md"));
    String section = page.substring(page.indexOf("\n" + heading + "\n"));
    String start = "```sh\n";
    int from = section.indexOf(start) + start.length();
    return section.substring(from, section.indexOf("```", from));
  }
}
