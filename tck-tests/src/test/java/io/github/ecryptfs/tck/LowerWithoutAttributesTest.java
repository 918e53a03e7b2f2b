package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Metadata that is to go into an attribute, on a lower file system that has none. */
final class LowerWithoutAttributesTest {
  @Test
  void creatingAFileSaysWhatIsMissingAndLeavesNothing() throws IOException {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.unix())) {
      Path lower = Files.createDirectory(memory.getPath("/lower"));
      Map<String, ?> env =
          Map.of("passphrase", "test".toCharArray(), "ecryptfs_xattr_metadata", true);
      try (FileSystem mount = FileSystems.newFileSystem(lower, env)) {
        Path file = mount.getPath("/a");

        assertThatThrownBy(() -> Files.write(file, new byte[10]))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining("/a")
            .hasMessageContaining("no user attributes");

        assertThat(file).doesNotExist();
        assertThat(lower).isEmptyDirectory();
      }
    }
  }
}
