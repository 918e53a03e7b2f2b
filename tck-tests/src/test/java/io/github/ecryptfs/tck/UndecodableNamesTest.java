package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ecryptfs_nio_show_undecodable_names}: lower names that do not decode, as they are. */
class UndecodableNamesTest {
  private static final String PREFIX = "ECRYPTFS_FNEK_ENCRYPTED.";

  /** As long as the encrypted form of a name of 143 bytes: longer than any upper name. */
  private static final String DAMAGED = PREFIX + "F".repeat(228);

  @SuppressWarnings("NullAway.Init") // set before each test
  private LowerFixture.Lower lower;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FileSystem mount;

  @BeforeEach
  void mount() throws IOException {
    lower = LowerFixture.JIMFS.open();
    mount = mount(true);
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
    lower.close();
  }

  private FileSystem mount(boolean shown) throws IOException {
    try (MountOptions options =
        MountOptions.builder()
            .passphrase("test".toCharArray())
            .encryptNames(true)
            .option("ecryptfs_nio_show_undecodable_names", shown)
            .build()) {
      return Ecryptfs.mount(lower.directory(), options);
    }
  }

  private Path upper(String name) {
    return mount.getPath("/" + name);
  }

  private Path below(String name) {
    return lower.directory().resolve(name);
  }

  private List<String> upperNames() throws IOException {
    try (Stream<Path> list = Files.list(mount.getPath("/"))) {
      return list.map(path -> path.getFileName().toString()).toList();
    }
  }

  private List<String> lowerNames() throws IOException {
    try (Stream<Path> list = Files.list(lower.directory())) {
      return list.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void watchersAreNotToldOfThoseThatAreNotShown() throws Exception {
    mount.close();
    mount = mount(false);
    try (WatchService watcher = mount.newWatchService()) {
      upper("").register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
      Files.createFile(below("lost+found"));
      Files.createFile(upper("a"));

      List<Object> told = new ArrayList<>();
      while (told.isEmpty()) {
        WatchKey key = watcher.take();
        key.pollEvents().forEach(event -> told.add(event.context()));
        key.reset();
      }
      assertThat(told).containsExactly(mount.getPath("a"));
    }
  }

  @Test
  void areListedBesideTheOthersAndHiddenWithoutTheOption() throws IOException {
    Files.createDirectory(below("lost+found"));
    Files.createFile(below(DAMAGED));
    Files.createFile(upper("a"));

    assertThat(upperNames()).containsExactlyInAnyOrder("lost+found", DAMAGED, "a");

    mount.close();
    mount = mount(false);
    assertThat(upperNames()).containsExactly("a");
    assertThat(upper("lost+found")).doesNotExist();
  }

  @Test
  void leadToTheirEntries() throws IOException {
    Files.write(upper("a"), bytes(5000));
    Files.move(below(lowerNames().get(0)), below(DAMAGED));
    Files.createDirectory(below("lost+found"));

    assertThat(Files.size(upper(DAMAGED))).isEqualTo(5000);
    assertThat(Files.readAllBytes(upper(DAMAGED))).isEqualTo(bytes(5000));
    assertThat(upper("lost+found")).isEmptyDirectory();
    Files.write(upper("lost+found/b"), bytes(10));
    assertThat(Files.readAllBytes(upper("lost+found/b"))).isEqualTo(bytes(10));
    assertThat(upper("a")).doesNotExist();
  }

  @Test
  void canBeDeleted() throws IOException {
    Files.createFile(below(DAMAGED));
    Files.createDirectory(below("lost+found"));

    Files.delete(upper(DAMAGED));
    Files.delete(upper("lost+found"));

    assertThat(lowerNames()).isEmpty();
  }

  @Test
  void areEncryptedOnceRenamed() throws IOException {
    Files.write(upper("a"), bytes(5000));
    String encrypted = lowerNames().get(0);
    Files.move(below(encrypted), below(DAMAGED));

    Files.move(upper(DAMAGED), upper("a"));

    assertThat(lowerNames()).containsExactly(encrypted);
    assertThat(Files.readAllBytes(upper("a"))).isEqualTo(bytes(5000));
  }

  @Test
  void areNeverMade() throws IOException {
    Files.createFile(upper("lost+found"));
    Files.createDirectory(upper(PREFIX + "F"));
    Files.createSymbolicLink(upper(PREFIX), mount.getPath("a"));

    assertThat(lowerNames()).hasSize(3).allSatisfy(name -> assertThat(name).startsWith(PREFIX));
    assertThat(lowerNames()).doesNotContain(PREFIX, PREFIX + "F");
    assertThatThrownBy(() -> Files.createFile(upper(DAMAGED)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("143");
  }

  @Test
  void nothingIsPutInTheirPlace() throws IOException {
    Files.write(below("lost"), bytes(10));
    Files.createFile(upper("a"));
    List<String> before = lowerNames();

    assertThatThrownBy(() -> Files.move(upper("a"), upper("lost"), REPLACE_EXISTING))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.createDirectory(upper("lost")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.createSymbolicLink(upper("lost"), mount.getPath("a")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Files.createLink(upper("lost"), upper("a")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> mount.provider().createSymbolicLink(upper(""), upper("a")))
        .isInstanceOf(FileSystemException.class);
    assertThat(lowerNames()).containsExactlyInAnyOrderElementsOf(before);

    Files.move(upper("lost"), upper("lost"));
    Files.copy(upper("a"), upper("lost"), REPLACE_EXISTING);
    assertThat(lowerNames()).hasSize(2).allSatisfy(name -> assertThat(name).startsWith(PREFIX));
  }

  @Test
  void giveWayToAnEncryptedNameThatDecodesToTheSame() throws IOException {
    Files.write(upper("lost"), bytes(10));
    Files.createDirectory(below("lost"));

    assertThat(upperNames()).containsExactly("lost");
    assertThat(Files.readAllBytes(upper("lost"))).isEqualTo(bytes(10));

    Files.delete(upper("lost"));
    assertThat(upper("lost")).isEmptyDirectory();
  }
}
