package io.github.ecryptfs.tck.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FilenameCipher;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.metadata.EncryptedName;
import io.github.ecryptfs.metadata.FilenameAlphabet;
import io.github.ecryptfs.metadata.Tag70Packet;
import io.github.ecryptfs.tck.golden.GoldenFiles;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A mount of the passphrase {@code test} over Jimfs. An input is put below, used from above in
 * every way that reads, and taken away again.
 *
 * <p>Confined to one thread.
 */
final class HostileLower implements Closeable {
  private static final int EXTENT_BYTES = 4096;
  private static final int MOST_EXTENTS = 8;
  private static final Bytes NAME_SALT = Bytes.copyOf("99887766".getBytes(UTF_8));

  private final Path lower;
  private final FileSystem mount;
  private final FilenameCipher nameCipher;
  private final ByteBuffer piece = ByteBuffer.allocate(EXTENT_BYTES);

  private HostileLower(Path lower, FileSystem mount, FilenameCipher nameCipher) {
    this.lower = lower;
    this.mount = mount;
    this.nameCipher = nameCipher;
  }

  /** Mounts an empty directory with an option that is a flag. */
  static HostileLower mountedWith(String flag) throws IOException {
    Path lower = Files.createDirectory(GoldenFiles.inMemory().getPath("/lower"));
    FileSystem mount =
        FileSystems.newFileSystem(
            URI.create("ecryptfs:" + lower.toUri()),
            Map.of("passphrase", "test".toCharArray(), flag, true));
    try (PassphraseKey key = PassphraseKey.derive("test".getBytes(UTF_8), NAME_SALT)) {
      return new HostileLower(
          lower, mount, new FilenameCipher(key, new CipherSpec(CipherAlgorithm.AES, 16)));
    }
  }

  @Override
  public void close() throws IOException {
    nameCipher.close();
    mount.close();
    lower.getFileSystem().close();
  }

  /** An upper path. */
  Path path(String path) {
    return mount.getPath(path);
  }

  /** A file that starts with the input but for its first byte, which says how it is extended. */
  void asFile(byte[] input) throws IOException {
    byte[] start = rest(input);
    int size = Math.max(start.length, extents(input) * EXTENT_BYTES);
    useAndDelete(Files.write(lower.resolve("f"), Arrays.copyOf(start, size)));
  }

  /** A file of some extents of zeros whose metadata attribute is the input but for that byte. */
  void asXattr(byte[] input) throws IOException {
    Path file = Files.write(lower.resolve("f"), new byte[extents(input) * EXTENT_BYTES]);
    Objects.requireNonNull(Files.getFileAttributeView(file, UserDefinedFileAttributeView.class))
        .write("ecryptfs", ByteBuffer.wrap(rest(input)));
    useAndDelete(file);
  }

  private static int extents(byte[] input) {
    return input.length == 0 ? 0 : (input[0] & 0xff) % MOST_EXTENTS;
  }

  private static byte[] rest(byte[] input) {
    return input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
  }

  /** A directory of that name. */
  void asName(Path name) throws IOException {
    Path entry = lower.resolve(name).normalize();
    if (entry.getNameCount() == 2 && entry.startsWith(lower)) {
      useAndDelete(Files.createDirectory(entry));
    }
  }

  /** A link with that target. */
  void asLink(Path target) throws IOException {
    Path link = lower.resolve(nameOf("link".getBytes(UTF_8)));
    useAndDelete(Files.createSymbolicLink(link, target));
  }

  /** Lower texts: the input as it is, as a packet, and as what is encrypted in a packet. */
  List<Path> texts(byte[] input) {
    List<Path> texts = new ArrayList<>();
    try {
      texts.add(lower.getFileSystem().getPath(new String(input, UTF_8)));
    } catch (InvalidPathException e) {
      assertThat(e.getInput()).contains("\0"); // the only one that Jimfs refuses
    }
    texts.add(lower.getFileSystem().getPath(EncryptedName.PREFIX + FilenameAlphabet.encode(input)));
    byte[] name = Arrays.copyOf(input, input.length);
    for (int i = 0; i < name.length; i++) {
      name[i] = name[i] == 0 ? (byte) '/' : name[i];
    }
    if (name.length > 0) {
      texts.add(lower.getFileSystem().getPath(nameOf(name)));
    }
    return texts;
  }

  private String nameOf(byte[] name) {
    return EncryptedName.toLower(
        new Tag70Packet(
            nameCipher.signature(),
            nameCipher.cipher().code(),
            Bytes.copyOf(nameCipher.encrypt(name))));
  }

  private void useAndDelete(Path lowerEntry) throws IOException {
    try {
      useAll();
    } finally {
      Files.deleteIfExists(lowerEntry);
    }
  }

  /** What is listed is there, has attributes, and opens or says why not. */
  private void useAll() throws IOException {
    for (Path entry : list()) {
      BasicFileAttributes is =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      assertThat(is.size()).isNotNegative();
      assertThat(entry.toRealPath(LinkOption.NOFOLLOW_LINKS)).isEqualTo(entry);
      if (is.isSymbolicLink()) {
        readLink(entry);
      } else if (is.isRegularFile()) {
        read(entry);
      } else {
        Files.delete(entry);
      }
    }
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> entries = Files.list(mount.getPath("/"))) {
      return entries.toList();
    }
  }

  private void readLink(Path link) throws IOException {
    try {
      Files.readSymbolicLink(link);
      Files.exists(link);
      read(link);
    } catch (FileSystemException e) {
      assertThat(e.getFile()).isEqualTo(link.toString());
    }
  }

  private void read(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      while (channel.read(piece.clear()) >= 0) {
        assertThat(channel.position()).isLessThanOrEqualTo(channel.size());
      }
    } catch (FileSystemException e) {
      assertThat(e.getFile()).isEqualTo(file.toString());
    }
  }
}
