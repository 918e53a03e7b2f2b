package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider is found as a module too, and works with no more than its modules on the path. */
final class ModulePathTest {
  @Test
  void providerIsFoundOnTheModulePath(@TempDir Path lower)
      throws IOException, InterruptedException {
    ClassPath.Ended ended =
        ClassPath.java(
            "--module-path",
            ClassPath.ofProvider(),
            "--add-modules",
            "io.github.ecryptfs.provider",
            "-cp",
            ClassPath.ofTests(),
            OneFile.class.getName(),
            lower.toUri().toString());

    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("io.github.ecryptfs.provider: hello");
  }
}
