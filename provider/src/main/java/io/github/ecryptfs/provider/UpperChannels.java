package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.EcryptfsFileChannel.Interrupts;
import io.github.ecryptfs.provider.file.Lease;
import io.github.ecryptfs.provider.tree.OpenMode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Opens channels on the files of one mount.
 *
 * <p>Thread-safe. Failures come out with upper paths.
 */
final class UpperChannels {
  private final Mount mount;
  private final MountLife life;
  private final MemoryMaps maps;

  UpperChannels(Mount mount, MountLife life, MemoryMaps maps) {
    this.mount = mount;
    this.life = life;
    this.maps = maps;
  }

  void requireWritable() {
    life.requireOpen();
    if (mount.readOnly()) {
      throw new ReadOnlyFileSystemException();
    }
  }

  FileChannel newFileChannel(
      EcryptfsPath path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, Interrupts.CLOSE, attributes);
  }

  /** A channel for a stream: one that takes no notice of interrupts. */
  FileChannel newStreamChannel(
      EcryptfsPath path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, Interrupts.ARE_IGNORED, attributes);
  }

  private FileChannel newFileChannel(
      EcryptfsPath path,
      Set<? extends OpenOption> options,
      Interrupts interrupts,
      FileAttribute<?>... attributes)
      throws IOException {
    return open(
        path,
        OpenMode.of(options),
        (opener, onClose) -> new EcryptfsFileChannel(opener, interrupts, maps, onClose),
        attributes);
  }

  /** An asynchronous channel whose operations {@code executor} runs. */
  AsynchronousFileChannel newAsynchronousFileChannel(
      EcryptfsPath path,
      Set<? extends OpenOption> options,
      Executor executor,
      FileAttribute<?>... attributes)
      throws IOException {
    if (options.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException(
          "APPEND: an asynchronous channel writes where it is told to");
    }
    return open(
        path,
        OpenMode.of(options),
        (opener, onClose) -> new EcryptfsAsynchronousFileChannel(opener, executor, onClose),
        attributes);
  }

  /** Makes the channel of one opener. */
  private interface ChannelMaker<C extends Channel> {
    C over(Opener opener, Closeable onClose) throws IOException;
  }

  private <C extends Channel> C open(
      EcryptfsPath path, OpenMode mode, ChannelMaker<C> maker, FileAttribute<?>... attributes)
      throws IOException {
    return open(
        path,
        mode,
        maker,
        given -> mount.tree().open(path.toAbsolutePath().names(), mode, given),
        attributes);
  }

  /** Opens the file of a channel. */
  interface Opening {
    Lease with(FileAttribute<?>... attributes) throws IOException;
  }

  /** A channel on the file that {@code opening} opens, which is at {@code path}. */
  FileChannel newFileChannel(
      EcryptfsPath path, OpenMode mode, Opening opening, FileAttribute<?>... attributes)
      throws IOException {
    return open(
        path,
        mode,
        (opener, onClose) -> new EcryptfsFileChannel(opener, Interrupts.CLOSE, maps, onClose),
        opening,
        attributes);
  }

  private <C extends Channel> C open(
      EcryptfsPath path,
      OpenMode mode,
      ChannelMaker<C> maker,
      Opening opening,
      FileAttribute<?>... attributes)
      throws IOException {
    if (mode.write() || mode.deletesOnClose()) {
      requireWritable();
    }
    life.requireOpen();
    List<FileAttribute<?>> given = List.of(attributes); // refuses null before a file is looked at
    given.forEach(this::requireKnown);
    return life.run(
        UpperErrors.at(path),
        () -> {
          Lease lease = opening.with(given.toArray(FileAttribute<?>[]::new));
          try {
            return register(new ChannelOf(path, mode, lease), maker);
          } catch (IOException | RuntimeException | Error e) {
            lease.close();
            throw e;
          }
        });
  }

  /** Also where the file is there already, and the lower file system is not asked. */
  private void requireKnown(FileAttribute<?> attribute) {
    String view = attribute.name().replaceFirst(":.*", "");
    if (!mount.attributeViews().contains(view)) {
      throw new UnsupportedOperationException(
          "'" + attribute.name() + "' cannot be set when a file is made");
    }
  }

  /** What a new channel is made of. */
  private record ChannelOf(EcryptfsPath path, OpenMode mode, Lease lease) {}

  private <C extends Channel> C register(ChannelOf parts, ChannelMaker<C> maker)
      throws IOException {
    Closeable[] self = new Closeable[1];
    C channel =
        maker.over(
            new Opener(parts.lease().file(), parts.mode(), UpperErrors.at(parts.path())),
            () -> {
              life.ended(self[0]);
              letGo(parts, self[0]);
            });
    self[0] = channel;
    if (parts.mode().deletesOnClose()) {
      LeftOpen.add(channel);
    }
    return life.begun(channel);
  }

  private void letGo(ChannelOf parts, Closeable channel) throws IOException {
    try (Lease lease = parts.lease()) {
      if (parts.mode().deletesOnClose()) {
        LeftOpen.remove(channel);
        mount.tree().deleteIfStill(lease, parts.path().toAbsolutePath().names());
      } else if (parts.mode().write()) {
        storeAndClose(lease);
      }
    }
  }

  /**
   * If the writer is the last one, closing tries again, and then says what became of the content.
   */
  private static void storeAndClose(Lease lease) throws IOException {
    try {
      lease.file().store();
    } catch (IOException e) {
      try {
        lease.close();
      } catch (IOException last) {
        last.addSuppressed(e);
        throw last;
      }
      throw e;
    }
  }
}
