package io.github.ecryptfs.keys.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "new content".getBytes(UTF_8);

  @TempDir Path directory;

  @Test
  void newFileIsOfItsOwnerAlone() throws IOException {
    Path file = directory.resolve("secret");

    PrivateFile.replace(file, NEW);

    assertThat(file).hasBinaryContent(NEW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("secret");
  }

  @Test
  void fileThatOthersCouldReadIsOfItsOwnerAloneAfterwards() throws IOException {
    Path file = Files.write(directory.resolve("secret"), OLD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    PrivateFile.replace(file, NEW);

    assertThat(file).hasBinaryContent(NEW);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(names()).containsExactly("secret");
  }

  @Test
  void whoHasTheOldFileOpenReadsTheOldContent() throws IOException {
    Path file = Files.write(directory.resolve("secret"), OLD);
    try (var reader = Files.newInputStream(file)) {
      PrivateFile.replace(file, NEW);

      assertThat(reader.readAllBytes()).isEqualTo(OLD);
    }
  }

  @Test
  void fileThatALinkLeadsToIsReplacedAndNotTheLink() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("stick"));
    Path file = Files.write(elsewhere.resolve("secret"), OLD);
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);

    PrivateFile.replace(link, NEW);

    assertThat(link).isSymbolicLink().hasBinaryContent(NEW);
    assertThat(file).isRegularFile().hasBinaryContent(NEW);
    assertThat(names()).containsExactlyInAnyOrder("stick", "link");
  }

  @Test
  void linkThatLeadsNowhereIsReportedAndKept() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("none"));

    assertThatThrownBy(() -> PrivateFile.replace(link, NEW))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(names()).containsExactly("link");
  }

  @Test
  void failureLeavesWhatWasThereAndNoTemporaryFile() throws IOException {
    Path taken = Files.createDirectory(directory.resolve("secret"));
    Files.createFile(taken.resolve("full"));

    assertThatThrownBy(() -> PrivateFile.replace(taken, NEW)).isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("secret");
  }

  @Test
  void successorHasTheOwnerAndGroupOfTheOldFile() throws IOException {
    Path file = Files.write(directory.resolve("secret"), OLD);
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    var users = directory.getFileSystem().getUserPrincipalLookupService();
    UserPrincipal user = users.lookupPrincipalByName("65534");
    GroupPrincipal group = users.lookupPrincipalByGroupName("65534");
    try {
      view.setGroup(group);
      view.setOwner(user);
    } catch (IOException e) {
      assumeTrue(false, "only root gives files away: " + e.getMessage());
    }

    PrivateFile.replace(file, NEW);

    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
    assertThat(attributes.owner()).isEqualTo(user);
    assertThat(attributes.group()).isEqualTo(group);
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void createRefusesAFileThatIsThere() throws IOException {
    Path file = directory.resolve("flag");
    PrivateFile.create(file, NEW);

    assertThatThrownBy(() -> PrivateFile.create(file, OLD))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void fileSystemsWithoutPermissionsWillDo() throws IOException {
    URI zip = URI.create("jar:" + directory.resolve("a.zip").toUri());
    try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path file = archive.getPath("/secret");
      PrivateFile.create(file, NEW);

      assertThat(Files.readAllBytes(file)).isEqualTo(NEW);
      PrivateFile.replace(file, OLD);
      assertThat(Files.readAllBytes(file)).isEqualTo(OLD);
    }
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).toList().stream();
    }
  }
}
