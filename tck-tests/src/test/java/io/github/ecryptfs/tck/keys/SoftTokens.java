package io.github.ecryptfs.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tokens of SoftHSM2 for this JVM. All are made before its library is loaded, which reads its
 * configuration once.
 */
final class SoftTokens {
  static final String PIN = "123456";
  private static final Pattern SLOT = Pattern.compile("reassigned to slot (\\d+)");

  private final Path directory;

  private SoftTokens(Path directory) {
    this.directory = directory;
  }

  /** An empty store of tokens, where the environment variable of the build says. */
  static SoftTokens create() throws IOException {
    Path configuration =
        Path.of(
            Objects.requireNonNull(System.getenv("SOFTHSM2_CONF"), "SOFTHSM2_CONF, see pom.xml"));
    Path directory = Objects.requireNonNull(configuration.getParent());
    delete(directory);
    return createIn(directory);
  }

  /** An empty store of tokens for other processes. */
  static SoftTokens createIn(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("tokens"));
    Files.writeString(
        directory.resolve("softhsm2.conf"),
        "directories.tokendir = " + directory.resolve("tokens") + "\nobjectstore.backend = file\n");
    return new SoftTokens(directory);
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> entries = Files.walk(directory)) {
        for (Path entry : entries.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(entry);
        }
      }
    }
  }

  /** The library of SoftHSM2, wherever the distribution puts it. */
  static Path library() throws IOException {
    for (Path root : List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"))) {
      if (Files.isDirectory(root)) {
        try (Stream<Path> files =
            Files.find(root, 3, (file, attributes) -> file.endsWith("libsofthsm2.so"))) {
          List<Path> found = files.toList();
          if (!found.isEmpty()) {
            return found.get(0);
          }
        }
      }
    }
    throw new IOException("libsofthsm2.so is in none of the usual directories");
  }

  /** Makes an empty token; gives the number of its slot. */
  long token(String label) throws IOException, InterruptedException {
    String output =
        tool(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                label,
                "--so-pin",
                "12345678",
                "--pin",
                PIN)
            .expectSuccess();
    Matcher slot = SLOT.matcher(output);
    assertThat(slot.find()).as(output).isTrue();
    return Long.parseLong(slot.group(1));
  }

  /** Makes an RSA key with a certificate of its own. */
  void key(long slot, String label) throws IOException, InterruptedException {
    Path configuration =
        Files.writeString(
            directory.resolve("sun.cfg"),
            "name = Soft\nlibrary = " + library() + "\nslot = " + slot + "\n");
    tool(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-addprovider",
            "SunPKCS11",
            "-providerArg",
            configuration.toString(),
            "-keystore",
            "NONE",
            "-storetype",
            "PKCS11",
            "-storepass",
            PIN,
            "-genkeypair",
            "-alias",
            label,
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-dname",
            "CN=" + label)
        .expectSuccess();
  }

  /** Makes an RSA key without a certificate. */
  void bareKey(long slot, String label) throws IOException, InterruptedException {
    tool(
            "pkcs11-tool",
            "--module",
            library().toString(),
            "--slot",
            String.valueOf(slot),
            "--login",
            "--pin",
            PIN,
            "--keypairgen",
            "--key-type",
            "rsa:2048",
            "--label",
            label)
        .expectSuccess();
  }

  private Tool.Ended tool(String... command) throws IOException, InterruptedException {
    return Tool.run(environment(), "", command);
  }

  /** What programs need to find these tokens. */
  Map<String, String> environment() {
    return Map.of("SOFTHSM2_CONF", directory.resolve("softhsm2.conf").toString());
  }
}
