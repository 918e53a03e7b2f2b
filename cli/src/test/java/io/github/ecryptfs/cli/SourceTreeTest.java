package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
  @TempDir Path temporary;
  private Path source = Path.of("");
  private Path copy = Path.of("");

  @BeforeEach
  void copyATree() throws IOException {
    source = Files.createDirectory(temporary.resolve("source"));
    copy = Files.createDirectory(temporary.resolve("copy"));
    Files.writeString(source.resolve("a"), "hello");
    Files.createDirectory(source.resolve("a-directory"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("a"));
    SourceTree.of(source).copyTo(copy);
  }

  @Test
  void aCopyIsEqual() throws IOException {
    assertThat(SourceTree.of(source).differencesTo(copy)).isEmpty();
  }

  @Test
  void tellsAChangedByte() throws IOException {
    Files.writeString(copy.resolve("a"), "hallo");

    assertThat(SourceTree.of(source).differencesTo(copy))
        .containsExactly(copy.resolve("a") + " differs from " + source.resolve("a"));
  }

  @Test
  void tellsWhatIsMissing() throws IOException {
    Files.delete(copy.resolve("a-directory"));

    assertThat(SourceTree.of(source).differencesTo(copy)).hasSize(1);
  }

  @Test
  void tellsALinkThatLeadsElsewhere() throws IOException {
    Files.delete(copy.resolve("link"));
    Files.createSymbolicLink(copy.resolve("link"), Path.of("a-directory"));

    assertThat(SourceTree.of(source).differencesTo(copy)).hasSize(1);
  }

  @Test
  void tellsWhatIsThereTooMuch() throws IOException {
    Files.createFile(copy.resolve("more"));

    assertThat(SourceTree.of(source).differencesTo(copy))
        .containsExactly(copy.resolve("more") + " is not in " + source);
  }
}
