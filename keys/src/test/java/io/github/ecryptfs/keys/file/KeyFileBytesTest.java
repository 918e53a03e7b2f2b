package io.github.ecryptfs.keys.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileBytesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rw-r--r--"})
  void fileThatOthersHaveAccessToIsWarnedAbout(String permissions) throws IOException {
    Path file = fileWith(permissions);

    assertThat(KeyFileBytes.warning(file))
        .hasValue(file + ": others than its owner have access to this secret; chmod 600 it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx--x--x"})
  void fileOfItsOwnerAloneIsFine(String permissions) throws IOException {
    assertThat(KeyFileBytes.warning(fileWith(permissions))).isEmpty();
  }

  @Test
  void onlyRegularFilesAreWarnedAbout() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(KeyFileBytes.warning(directory)).isEmpty();
  }

  @Test
  void fileSystemWithoutPosixPermissionsIsNotAsked() throws IOException {
    URI zip = URI.create("jar:" + directory.resolve("a.zip").toUri());
    try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path file = Files.writeString(archive.getPath("secret"), "x");

      assertThat(KeyFileBytes.warning(file)).isEmpty();
      assertThat(KeyFileBytes.read(file, 10)).containsExactly('x');
    }
  }

  @Test
  void fileOfExactlyTheLimitIsReadWhole() throws IOException {
    Path file = Files.write(directory.resolve("secret"), new byte[] {1, 2, 3});

    assertThat(KeyFileBytes.read(file, 3)).containsExactly(1, 2, 3);
  }

  private Path fileWith(String permissions) throws IOException {
    Path file = Files.createFile(directory.resolve("secret"));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
