package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools of others that work with the paths they are given, on a mount. */
final class ToolsOnAMountTest {
  @TempDir Path lower;
  private FileSystem mount;
  private Path root;

  @BeforeEach
  void open() throws IOException {
    mount =
        FileSystems.newFileSystem(
            EncryptedMount.uri(lower),
            Map.of(
                "passphrase",
                EncryptedMount.PASSPHRASE.toCharArray(),
                "ecryptfs_enable_filename_crypto",
                true));
    root = mount.getPath("/");
  }

  @AfterEach
  void close() throws IOException {
    mount.close();
  }

  @Test
  void theCompilerOfTheJdkFindsSourcesOnAMountAndWritesClassesThere() throws IOException {
    Path sources = Files.createDirectories(root.resolve("src/demo"));
    Files.writeString(sources.resolve("One.java"), "package demo; class One extends Two {}");
    Files.writeString(sources.resolve("Two.java"), "package demo; class Two {}");
    Path classes = Files.createDirectory(root.resolve("classes"));

    assertThat(compiles(root.resolve("src"), sources.resolve("One.java"), classes)).isTrue();

    assertThat(classes.resolve("demo/One.class")).isNotEmptyFile();
    assertThat(classes.resolve("demo/Two.class")).isNotEmptyFile();
  }

  private static boolean compiles(Path sources, Path first, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(sources));
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
      return compiler
          .getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(first))
          .call();
    }
  }

  @Test
  void guavaDeletesATreeByItsOpenDirectoriesAndSparesWhatLinksLeadTo() throws IOException {
    Path kept = Files.writeString(root.resolve("kept.txt"), "kept");
    Path tree = Files.createDirectories(root.resolve("tree/a/b/c"));
    Files.writeString(tree.resolve("file"), "gone");
    Files.createSymbolicLink(tree.resolve("link"), kept);
    try (DirectoryStream<Path> listing = Files.newDirectoryStream(root)) {
      assertThat(listing).as("Guava refuses others").isInstanceOf(SecureDirectoryStream.class);
    }

    MoreFiles.deleteRecursively(root.resolve("tree"));

    assertThat(root.resolve("tree")).doesNotExist();
    assertThat(kept).hasContent("kept");
  }
}
