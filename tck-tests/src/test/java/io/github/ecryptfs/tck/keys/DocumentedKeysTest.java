package io.github.ecryptfs.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.tck.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static List<String> signatures(List<String> output) {
    return output.stream().filter(line -> SIGNATURE.matcher(line).matches()).toList();
  }

  private List<String> run(String heading, Map<String, String> environment)
      throws IOException, InterruptedException {
    Files.writeString(directory.resolve("script"), LAUNCHER + block(heading));
    Map<String, String> all = new HashMap<>(environment);
    all.put("ECRYPTFS_CLASS_PATH", classPath());
    all.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
    return Tool.run(
            all, "/exit\n", "bash", "-c", "cd \"$1\" && . ./script", "bash", directory.toString())
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
