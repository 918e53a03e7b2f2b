package io.github.ecryptfs.tck.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.ecryptfs.keys.KeyOption;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.WrappedPassphrase;
import io.github.ecryptfs.keys.WrappedPassphraseException;
import io.github.ecryptfs.metadata.EncryptedName;
import io.github.ecryptfs.metadata.FilenameAlphabet;
import io.github.ecryptfs.metadata.Header;
import io.github.ecryptfs.metadata.HeaderCodec;
import io.github.ecryptfs.metadata.MalformedMetadataException;
import io.github.ecryptfs.metadata.Tag70Packet;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Arbitrary bytes at every place where bytes come in. Nothing may come out but the exceptions that
 * the methods name, within {@link Bounds}; what parses gives the same value when it is encoded and
 * parsed again.
 *
 * <p>{@code mvn verify} replays the corpus in the test resources; {@code CONTRIBUTING.md} tells how
 * to fuzz.
 */
class HostileBytesTest {
  /** A size of 13, a marker, version 3, encrypted, 8192 bytes of metadata. */
  private static final byte[] SOUND_FIELDS = {
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    13,
    0x11,
    0x22,
    0x33,
    0x44,
    0x2d,
    (byte) 0xa3,
    (byte) 0x84,
    (byte) 0xb1,
    3,
    0,
    0,
    2,
    0,
    0,
    0x10,
    0,
    0,
    2
  };

  private static final int LONGEST_URI = 100;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private static HostileLower files;

  @SuppressWarnings("NullAway.Init") // set before the first test
  private static HostileLower names;

  @BeforeAll
  static void mount() throws IOException {
    files = HostileLower.mountedWith("ecryptfs_xattr_metadata");
    names = HostileLower.mountedWith("ecryptfs_enable_filename_crypto");
  }

  @AfterAll
  static void unmount() throws IOException {
    files.close();
    names.close();
  }

  /** The start of a lower file. */
  @FuzzTest
  void headerRegion(byte[] window) throws Exception {
    Bounds.hold(() -> region(window));
    Optional<Header> parsed = region(window).map(HostileBytesTest::asWritten);
    if (parsed.isPresent()) {
      assertThat(region(HeaderCodec.toRegion(parsed.get()))).isEqualTo(parsed);
    }
  }

  private static Optional<Header> region(byte[] window) {
    HeaderCodec.peekUpperSize(window, window.length);
    try {
      return Optional.of(HeaderCodec.parseRegion(window, window.length));
    } catch (MalformedMetadataException e) {
      return refused(e);
    }
  }

  /** The value of {@code user.ecryptfs}. */
  @FuzzTest
  void xattrValue(byte[] value) throws Exception {
    Bounds.hold(() -> xattr(value));
    Optional<Header> parsed = xattr(value).map(HostileBytesTest::asWritten);
    if (parsed.isPresent()) {
      assertThat(xattr(HeaderCodec.toXattr(parsed.get()))).isEqualTo(parsed);
      assertThat(region(HeaderCodec.viewRegion(value)).map(Header::keys))
          .isEqualTo(parsed.map(Header::keys));
    }
  }

  private static Optional<Header> xattr(byte[] value) {
    HeaderCodec.peekUpperSize(value, value.length);
    try {
      return Optional.of(HeaderCodec.parseXattr(value));
    } catch (MalformedMetadataException e) {
      return refused(e);
    }
  }

  /** No value; the message says something. */
  private static <T> Optional<T> refused(Exception e) {
    assertThat(e).hasMessageMatching("(?s).{5,}");
    return Optional.empty();
  }

  /** What follows the fixed fields of a header, behind fixed fields that are sound. */
  @FuzzTest
  void packetSet(byte[] packets) throws Exception {
    byte[] window = Arrays.copyOf(SOUND_FIELDS, SOUND_FIELDS.length + packets.length);
    System.arraycopy(packets, 0, window, SOUND_FIELDS.length, packets.length);
    headerRegion(window);
    xattrValue(window);
  }

  /** Version 0, which is only read, as the version that is written. */
  private static Header asWritten(Header header) {
    return new Header(
        header.upperSize(),
        header.marker(),
        Math.max(header.version(), 1),
        header.flags(),
        header.metadataBytes(),
        header.keys());
  }

  /** The text of a lower name. */
  @FuzzTest
  void lowerName(byte[] text) throws Exception {
    String name = new String(text, UTF_8);
    Bounds.hold(
        () -> {
          try {
            assertThat(EncryptedName.toLower(EncryptedName.parse(name))).isEqualTo(name);
          } catch (MalformedMetadataException e) {
            refused(e);
          }
        });
  }

  /** The packet in a lower name. */
  @FuzzTest
  void namePacket(byte[] packet) throws Exception {
    Bounds.hold(
        () -> {
          assertThat(Arrays.copyOf(decoded(FilenameAlphabet.encode(packet)), packet.length))
              .isEqualTo(packet);
          try {
            Tag70Packet parsed = Tag70Packet.parse(packet, packet.length);
            assertThat(packet).startsWith(parsed.encode());
            assertThat(EncryptedName.parse(EncryptedName.toLower(parsed))).isEqualTo(parsed);
          } catch (MalformedMetadataException e) {
            refused(e);
          }
        });
  }

  private static byte[] decoded(String text) {
    try {
      return FilenameAlphabet.decode(text);
    } catch (MalformedMetadataException e) {
      throw new AssertionError("our own text is refused: " + text, e);
    }
  }

  /** A file that holds a wrapped passphrase. */
  @FuzzTest
  void wrappedPassphrase(byte[] file) throws Exception {
    Bounds.hold(
        () -> {
          try {
            WrappedPassphrase parsed = WrappedPassphrase.parse(file);
            assertThat(file).startsWith(parsed.toBytes());
            assertThat(WrappedPassphrase.parse(parsed.toBytes())).isEqualTo(parsed);
          } catch (WrappedPassphraseException e) {
            refused(e);
          }
        });
  }

  /** The mount option {@code key}. */
  @FuzzTest
  void keyOption(byte[] text) throws Exception {
    String option = new String(text, UTF_8);
    Bounds.hold(
        () -> {
          try (KeySource source = KeyOption.parse(option)) {
            assertThat(source.toString()).isNotNull();
          } catch (IllegalArgumentException e) {
            refused(e);
          }
        });
  }

  /** A glob. */
  @FuzzTest
  void glob(byte[] text) throws Exception {
    String pattern = "glob:" + new String(text, UTF_8);
    Path file = files.path("/a/b.c");
    Bounds.hold(
        () -> {
          try {
            file.getFileSystem().getPathMatcher(pattern).matches(file);
          } catch (PatternSyntaxException e) {
            assertThat(e.getDescription()).isNotBlank();
          }
        });
  }

  /**
   * What follows the scheme in the URI of a path. Not for Jimfs, which fails by assertions, nor a
   * long one: with each {@code !/} in it there is one more way to read the whole.
   */
  @FuzzTest
  void uri(byte[] text) throws Exception {
    String rest = new String(text, UTF_8);
    if (rest.toLowerCase(Locale.ROOT).contains("jimfs") || text.length > LONGEST_URI) {
      return;
    }
    Bounds.hold(
        () -> {
          try {
            Path path = Path.of(new URI("ecryptfs:" + rest));
            assertThat(Path.of(path.toUri())).isEqualTo(path);
          } catch (IllegalArgumentException | URISyntaxException | FileSystemNotFoundException e) {
            refused(e);
          }
        });
  }

  /**
   * A lower file in a mount. The first byte tells how many extents of zeros make it longer than the
   * rest of the input, which is its start.
   */
  @FuzzTest
  void lowerFile(byte[] input) throws Exception {
    Bounds.hold(() -> files.asFile(input));
  }

  /** A lower file whose metadata is the input but for the first byte, which is as in lowerFile. */
  @FuzzTest
  void lowerFileWithXattr(byte[] input) throws Exception {
    Bounds.hold(() -> files.asXattr(input));
  }

  /** A lower name in a mount with encrypted names: as text, as packet, and as encrypted text. */
  @FuzzTest
  void nameInAMount(byte[] input) throws Exception {
    for (Path name : names.texts(input)) {
      Bounds.hold(() -> names.asName(name));
    }
  }

  /** The text of a lower link in a mount with encrypted names, in the same three ways. */
  @FuzzTest
  void linkInAMount(byte[] input) throws Exception {
    for (Path target : names.texts(input)) {
      Bounds.hold(() -> names.asLink(target));
    }
  }
}
