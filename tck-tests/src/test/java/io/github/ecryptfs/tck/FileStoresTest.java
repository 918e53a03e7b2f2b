package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What {@code FileStore} promises. */
@EveryMount
class FileStoresTest extends FileSystemContract {
  @Test
  void theStoreOfAFileIsThatOfItsDirectory() throws IOException {
    assertThat(Files.getFileStore(file("a", bytes(10)))).isEqualTo(Files.getFileStore(dir));
  }

  @Test
  void aStoreTellsItsNameAndType() throws IOException {
    FileStore store = Files.getFileStore(dir);

    assertThat(store.name()).isNotNull();
    assertThat(store.type()).isNotEmpty();
    assertThat(store.isReadOnly()).isFalse();
  }

  @Test
  @Needs(Capability.STORE_SPACE)
  void aStoreTellsItsSpace() throws IOException {
    FileStore store = Files.getFileStore(dir);

    assertThat(store.getTotalSpace()).isPositive();
    assertThat(store.getUsableSpace()).isBetween(0L, store.getTotalSpace());
    assertThat(store.getUnallocatedSpace()).isBetween(0L, store.getTotalSpace());
  }

  @Test
  @Needs(Capability.BLOCK_SIZE)
  void aStoreTellsItsBlockSize() throws IOException {
    assertThat(Files.getFileStore(dir).getBlockSize()).isPositive();
  }

  @Test
  @Needs(Capability.STORE_ATTRIBUTES)
  void theSpaceIsAnAttributeToo() throws IOException {
    FileStore store = Files.getFileStore(dir);

    assertThat(store.getAttribute("totalSpace")).isEqualTo(store.getTotalSpace());
    assertThatThrownBy(() -> store.getAttribute("nothing"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aStoreSupportsTheBasicView() throws IOException {
    FileStore store = Files.getFileStore(dir);

    assertThat(store.supportsFileAttributeView("basic")).isTrue();
    assertThat(store.supportsFileAttributeView(BasicFileAttributeView.class)).isTrue();
    assertThat(store.supportsFileAttributeView("nothing")).isFalse();
  }

  @Test
  @Needs(Capability.STORES_KNOW_VIEWS)
  void aViewThatAStoreHasIsThereForItsFiles() throws IOException {
    Path file = file("a", bytes(1));
    FileStore store = Files.getFileStore(file);

    for (Class<? extends FileAttributeView> view :
        List.of(
            BasicFileAttributeView.class,
            PosixFileAttributeView.class,
            DosFileAttributeView.class,
            AclFileAttributeView.class,
            UserDefinedFileAttributeView.class)) {
      if (store.supportsFileAttributeView(view)) {
        FileAttributeView found =
            Objects.requireNonNull(Files.getFileAttributeView(file, view), view::getName);
        assertThat(store.supportsFileAttributeView(found.name())).as(found.name()).isTrue();
      }
    }
  }

  @Test
  @PlainJimfsDiffers("does not look")
  void aMissingFileHasNoStore() {
    assertThatThrownBy(() -> Files.getFileStore(dir.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theStoresOfAFileSystemAreListed() {
    assertThat(dir.getFileSystem().getFileStores()).isNotEmpty();
  }

  @Test
  void theFileSystemIsOpenAndCanBeWritten() {
    assertThat(dir.getFileSystem().isOpen()).isTrue();
    assertThat(dir.getFileSystem().isReadOnly()).isFalse();
    assertThat(dir.getFileSystem().getSeparator()).isEqualTo("/");
  }
}
