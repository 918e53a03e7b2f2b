package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key module that somebody else wrote, {@code com.example.vault} in the resources, is compiled
 * against the public modules alone and wraps the keys of files, from the class path and from the
 * module path.
 */
final class ThirdPartyKeysTest {
  @TempDir static Path classes;

  @TempDir Path lower;

  @BeforeAll
  static void compile() throws IOException, URISyntaxException {
    Path moduleInfo =
        Path.of(ThirdPartyKeysTest.class.getResource("/thirdparty/module-info.java").toURI());
    StringWriter messages = new StringWriter();
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                messages,
                null,
                null,
                List.of("-p", ClassPath.toCompile(), "-d", classes.toString()),
                null,
                ToolProvider.getSystemJavaCompiler()
                    .getStandardFileManager(null, null, null)
                    .getJavaFileObjectsFromPaths(javaFiles(moduleInfo)))
            .call();
    assertThat(compiled).as(messages.toString()).isTrue();
    Path services = Files.createDirectories(classes.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("io.github.ecryptfs.keys.KeyModule"), "com.example.vault.VaultModule\n");
  }

  private static List<Path> javaFiles(Path moduleInfo) throws IOException {
    try (Stream<Path> others = Files.list(moduleInfo.resolveSibling("com/example/vault"))) {
      return Stream.concat(Stream.of(moduleInfo), others).toList();
    }
  }

  @Test
  void moduleOfOthersIsFoundOnTheClassPath() throws IOException, InterruptedException {
    ClassPath.Ended ended =
        ClassPath.java(
            "-cp",
            classes + File.pathSeparator + ClassPath.ofProvider(),
            "com.example.vault.Main",
            lower.toUri().toString());

    assertThat(ended).isEqualTo(new ClassPath.Ended(0, "null: hello" + System.lineSeparator()));
  }

  @Test
  void moduleOfOthersIsFoundOnTheModulePath() throws IOException, InterruptedException {
    ClassPath.Ended ended =
        ClassPath.java(
            "-p",
            classes + File.pathSeparator + ClassPath.ofProvider(),
            "-m",
            "com.example.vault/com.example.vault.Main",
            lower.toUri().toString());

    assertThat(ended)
        .isEqualTo(new ClassPath.Ended(0, "com.example.vault: hello" + System.lineSeparator()));
  }
}
