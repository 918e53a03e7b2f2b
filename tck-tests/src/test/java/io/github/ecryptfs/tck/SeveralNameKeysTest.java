package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that were made under one key, in a mount that encrypts names under another one. */
class SeveralNameKeysTest {
  private static final String OLD = "d395309aaad4de06"; // of the passphrase test
  private static final String NEW = "3ab38bb4917daae6"; // of correct horse battery staple

  @SuppressWarnings("NullAway.Init") // set before each test
  private LowerFixture.Lower lower;

  @SuppressWarnings("NullAway.Init") // set before each test
  private FileSystem mount;

  @BeforeEach
  void makeNamesUnderTheOldKey() throws IOException {
    lower = LowerFixture.JIMFS.open();
    mount = mount(OLD);
    Files.createDirectory(upper("/d"));
    Files.write(upper("/d/a"), bytes(5000));
    Files.createSymbolicLink(upper("/link"), mount.getPath("d/a"));
    mount.close();
    mount = mount(NEW);
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
    lower.close();
  }

  private FileSystem mount(String nameKey) throws IOException {
    try (MountOptions options =
        MountOptions.builder()
            .keys(
                "passphrase:passphrase_passwd=test",
                "passphrase:passphrase_passwd=correct horse battery staple")
            .signatures(OLD)
            .filenameSignature(nameKey)
            .build()) {
      return Ecryptfs.mount(lower.directory(), options);
    }
  }

  private Path upper(String path) {
    return mount.getPath(path);
  }

  private List<String> names(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.map(path -> path.getFileName().toString()).toList();
    }
  }

  private String lowerName() throws IOException {
    assertThat(names(lower.directory())).hasSize(1);
    return names(lower.directory()).get(0);
  }

  @Test
  void areListedAndLeadToTheirFiles() throws IOException {
    assertThat(names(upper("/"))).containsExactlyInAnyOrder("d", "link");
    assertThat(names(upper("/d"))).containsExactly("a");
    assertThat(Files.readAllBytes(upper("/d/a"))).isEqualTo(bytes(5000));
    assertThat(Files.readSymbolicLink(upper("/link"))).isEqualTo(mount.getPath("d/a"));
    assertThat(Files.readAllBytes(upper("/link"))).isEqualTo(bytes(5000));
    assertThat(Files.size(upper("/d/a"))).isEqualTo(5000);
  }

  @Test
  void areWrittenInPlace() throws IOException {
    Files.write(upper("/d/a"), bytes(10), StandardOpenOption.TRUNCATE_EXISTING);
    Files.write(upper("/d/b"), bytes(20));

    assertThat(Files.readAllBytes(upper("/d/a"))).isEqualTo(bytes(10));
    assertThat(names(upper("/d"))).containsExactlyInAnyOrder("a", "b");
    mount.close();
    mount = mount(OLD);
    assertThat(Files.readAllBytes(upper("/d/a"))).isEqualTo(bytes(10));
    assertThat(Files.readAllBytes(upper("/d/b"))).isEqualTo(bytes(20));
  }

  @Test
  void areDeleted() throws IOException {
    Files.delete(upper("/link"));
    Files.delete(upper("/d/a"));
    Files.delete(upper("/d"));

    assertThat(names(lower.directory())).isEmpty();
  }

  @Test
  void comeUnderTheNewKeyOnceRenamed() throws IOException {
    Files.delete(upper("/link"));
    String before = lowerName();

    Files.move(upper("/d"), upper("/e"));
    Files.move(upper("/e"), upper("/d"));

    assertThat(lowerName()).isNotEqualTo(before);
    assertThat(Files.readAllBytes(upper("/d/a"))).isEqualTo(bytes(5000));
  }

  @Test
  void areReplacedByRenaming() throws IOException {
    Files.write(upper("/d/b"), bytes(20));

    Files.move(upper("/d/b"), upper("/d/a"), REPLACE_EXISTING);

    assertThat(names(upper("/d"))).containsExactly("a");
    assertThat(Files.readAllBytes(upper("/d/a"))).isEqualTo(bytes(20));
  }

  @Test
  void ofTwoEntriesWithOneNameTheOneOfTheNewKeyIsShown() throws IOException {
    Files.delete(upper("/link"));
    String old = lowerName();
    Files.move(lower.directory().resolve(old), lower.directory().resolve("aside"));
    Files.write(upper("/d"), bytes(10));
    Files.move(lower.directory().resolve("aside"), lower.directory().resolve(old));

    assertThat(names(upper("/"))).containsExactly("d");
    assertThat(Files.readAllBytes(upper("/d"))).isEqualTo(bytes(10));
    Files.delete(upper("/d"));
    assertThat(names(upper("/d"))).containsExactly("a");
  }
}
