package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@code WatchService} promises. */
@EveryMount
@Needs(Capability.WATCHING)
class WatchServiceTest extends FileSystemContract {
  private WatchService watcher() throws IOException {
    return dir.getFileSystem().newWatchService();
  }

  /** Waits for an event of that kind and name, and resets the keys that come before. */
  private static WatchKey await(WatchService watcher, WatchEvent.Kind<?> kind, Path name)
      throws InterruptedException {
    List<String> seen = new ArrayList<>();
    while (true) {
      WatchKey key = watcher.poll(30, TimeUnit.SECONDS);
      assertThat(key).as("waiting for %s of %s after %s", kind, name, seen).isNotNull();
      for (WatchEvent<?> event : key.pollEvents()) {
        seen.add(event.kind() + " " + event.context());
        if (event.kind() == kind && name.equals(event.context())) {
          return key;
        }
      }
      key.reset();
    }
  }

  @Test
  void whatHappensToEntriesIsToldByTheirNames() throws Exception {
    Path name = dir.getFileSystem().getPath("Grüße.txt");
    try (WatchService watcher = watcher()) {
      WatchKey key = dir.register(watcher, ENTRY_CREATE, ENTRY_DELETE);
      assertThat(key.isValid()).isTrue();
      assertThat(key.watchable()).isEqualTo(dir);

      Path file = file(name.toString(), bytes(10));
      assertThat(await(watcher, ENTRY_CREATE, name)).isSameAs(key);
      assertThat(key.reset()).isTrue();
      Files.delete(file);
      assertThat(await(watcher, ENTRY_DELETE, name)).isSameAs(key);
    }
  }

  @Test
  void aChangeOfAFileIsTold() throws Exception {
    Path file = file("a", bytes(10));
    try (WatchService watcher = watcher()) {
      dir.register(watcher, ENTRY_MODIFY);

      Files.write(file, bytes(5000, 2));

      await(watcher, ENTRY_MODIFY, file.getFileName());
    }
  }

  @Test
  void eachDirectoryHasAKeyOfItsOwnAndOnlyOne() throws Exception {
    Path one = Files.createDirectory(dir.resolve("one"));
    Path other = Files.createDirectory(dir.resolve("other"));
    try (WatchService watcher = watcher()) {
      WatchKey ofOne = one.register(watcher, ENTRY_CREATE);
      WatchKey ofOther = other.register(watcher, ENTRY_CREATE);

      Files.write(other.resolve("a"), bytes(1));
      assertThat(await(watcher, ENTRY_CREATE, other.resolve("a").getFileName())).isSameAs(ofOther);
      Files.createDirectory(one.resolve("b"));
      assertThat(await(watcher, ENTRY_CREATE, one.resolve("b").getFileName())).isSameAs(ofOne);
    }
  }

  @Test
  @Needs(Capability.ONE_WATCH_KEY)
  void aDirectoryThatIsWatchedAlreadyKeepsItsKey() throws IOException {
    try (WatchService watcher = watcher()) {
      WatchKey key = dir.register(watcher, ENTRY_CREATE);
      assertThat(dir.register(watcher, ENTRY_CREATE, ENTRY_DELETE)).isSameAs(key);
    }
  }

  @Test
  @PlainJimfsDiffers("fails when a key is cancelled twice")
  void aKeyThatIsCancelledIsNotValidAnyMore() throws IOException {
    try (WatchService watcher = watcher()) {
      WatchKey key = dir.register(watcher, ENTRY_CREATE);

      key.cancel();
      key.cancel();

      assertThat(key.isValid()).isFalse();
      assertThat(key.reset()).isFalse();
    }
  }

  @Test
  void aWatcherThatNothingHappensToHasNoKeys() throws Exception {
    try (WatchService watcher = watcher()) {
      dir.register(watcher, ENTRY_CREATE);
      assertThat(watcher.poll()).isNull();
      assertThat(watcher.poll(1, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void onlyDirectoriesAreWatched() throws IOException {
    Path file = file("a", bytes(10));
    try (WatchService watcher = watcher()) {
      assertThatThrownBy(() -> file.register(watcher, ENTRY_CREATE))
          .isInstanceOf(NotDirectoryException.class)
          .hasMessage(file.toString());
      assertThatThrownBy(() -> dir.resolve("missing").register(watcher, ENTRY_CREATE))
          .isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void aClosedWatcherRefusesEverything() throws IOException {
    WatchService watcher = watcher();
    WatchKey key = dir.register(watcher, ENTRY_CREATE);

    watcher.close();
    watcher.close();

    assertThat(key.isValid()).isFalse();
    assertThatThrownBy(watcher::poll).isInstanceOf(ClosedWatchServiceException.class);
    assertThatThrownBy(() -> watcher.poll(1, TimeUnit.SECONDS))
        .isInstanceOf(ClosedWatchServiceException.class);
    assertThatThrownBy(watcher::take).isInstanceOf(ClosedWatchServiceException.class);
    assertThatThrownBy(() -> dir.register(watcher, ENTRY_CREATE))
        .isInstanceOf(ClosedWatchServiceException.class);
  }

  @Test
  void closingWakesWhoWaits() throws Exception {
    WatchService watcher = watcher();
    List<Throwable> thrown = new ArrayList<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                watcher.take();
              } catch (InterruptedException | RuntimeException e) {
                thrown.add(e);
              }
            });
    waiting.start();

    watcher.close();
    waiting.join(30_000);

    assertThat(thrown).hasOnlyElementsOfType(ClosedWatchServiceException.class).hasSize(1);
  }

  @Test
  @Needs(Capability.CLOSING)
  void closingTheFileSystemClosesItsWatchers() throws IOException {
    try (Mount own = fixture.open()) {
      WatchService watcher = own.fileSystem().newWatchService();
      own.fileSystem().close();

      assertThatThrownBy(watcher::poll).isInstanceOf(ClosedWatchServiceException.class);
    }
  }
}
