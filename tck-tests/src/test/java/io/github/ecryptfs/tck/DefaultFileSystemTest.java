package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.provider.EcryptfsFileSystemProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The provider in place of the platform's: its border, and a JVM that runs on it. */
final class DefaultFileSystemTest {
  private LowerFixture.Lower ground;
  private Path lower;
  private Path passphrase;
  private FileSystem files;
  private Path outside;
  private Path inside;

  @BeforeEach
  void encryptADirectory() throws IOException {
    ground = LowerFixture.DEFAULT.open();
    Path real = ground.directory().toRealPath();
    lower = Files.createDirectory(real.resolve("secret"));
    passphrase = InPlaceMount.passphraseFile(Files.createDirectory(real.resolve("keys")));
    files = InPlaceMount.fileSystem(InPlaceMount.properties(lower, passphrase));
    outside = files.getPath(real.toString());
    inside = outside.resolve("secret");
  }

  @AfterEach
  void removeIt() throws IOException {
    ground.close();
  }

  @Test
  void aProgramThatNeverHeardOfUsFindsItsFilesAndTheDiskHoldsCiphertext() throws Exception {
    Ended program = run(InPlaceMount.properties(lower, passphrase));

    assertThat(program.exit()).as(program.output()).isZero();
    assertThat(program.output().lines())
        .contains(
            "text Jello world",
            "entry zipped",
            "notes directory",
            "notes/2026/today.txt 11",
            "relative.txt 8",
            "copied.txt 7",
            "moved.txt 7",
            "file copied.txt",
            "temporary true",
            "scheme file",
            "default true",
            "real true",
            "thread from the factory of the program");
    assertThat(lowerNames()).hasSize(5).allMatch(n -> n.startsWith("ECRYPTFS_FNEK_ENCRYPTED."));
    assertThat(lower.resolveSibling("outside.txt")).doesNotExist();
    try (FileSystem mount = FileSystems.newFileSystem(EncryptedMount.uri(lower), options())) {
      assertThat(mount.getPath("/notes/2026/today.txt")).hasContent("Jello\nworld");
      assertThat(mount.getPath("/moved.txt")).hasContent("outside");
    }
  }

  /** How a program ended, and what it said. */
  private record Ended(int exit, String output) {}

  /** Runs {@link PlainProgram} in a JVM with our provider. */
  private Ended run(Map<String, String> properties) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(
        "-Djava.nio.file.spi.DefaultFileSystemProvider="
            + EcryptfsFileSystemProvider.class.getName());
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(
        List.of(
            "-Djava.io.tmpdir=" + lower,
            "-Djava.nio.channels.DefaultThreadPool.threadFactory="
                + PlainProgram.Threads.class.getName(),
            "-cp",
            System.getProperty("java.class.path"),
            PlainProgram.class.getName(),
            lower.toString(),
            "secret"));
    Process child =
        new ProcessBuilder(command)
            .directory(ground.directory().toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(child.waitFor(), output);
  }

  private static Map<String, Object> options() {
    return Map.of(
        "passphrase",
        EncryptedMount.PASSPHRASE.toCharArray(),
        "ecryptfs_enable_filename_crypto",
        true);
  }

  private List<String> lowerNames() throws IOException {
    try (Stream<Path> entries = Files.list(lower)) {
      return entries.map(p -> p.getFileName().toString()).toList();
    }
  }

  @Test
  void whatIsOutsideStaysAsItIs() throws IOException {
    Path file = Files.write(outside.resolve("plain"), bytes(100));

    assertThat(Files.readAllBytes(lower.resolveSibling("plain"))).isEqualTo(bytes(100));
    try (FileChannel channel = FileChannel.open(file)) {
      assertThat(channel.map(FileChannel.MapMode.READ_ONLY, 0, 100).get(7))
          .isEqualTo(bytes(100)[7]);
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(outside, "p*")) {
      assertThat(entries).containsExactly(file);
    }
  }

  @Test
  void linksAndDotsLeadIntoTheDirectoryAndOutAgain() throws IOException {
    Path file = Files.write(inside.resolve("file"), bytes(100));
    Files.createSymbolicLink(outside.resolve("to-directory"), inside);
    Files.createSymbolicLink(outside.resolve("to-file"), files.getPath("secret/file"));
    Files.createSymbolicLink(outside.resolve("to-link"), files.getPath("to-directory/file"));
    Files.createSymbolicLink(outside.resolve("loop"), files.getPath("loop"));
    Files.createDirectory(inside.resolve("sub"));
    Path detour = outside.resolve("secret/sub/../../secret/./sub/../file");

    for (String way :
        List.of("to-directory/file", "to-file", "to-link", "to-directory/sub/../file")) {
      Path path = outside.resolve(way);
      assertThat(Files.readAllBytes(path)).as(way).isEqualTo(bytes(100));
      assertThat(Files.size(path)).as(way).isEqualTo(100);
      assertThat(path.toRealPath()).as(way).isEqualTo(file);
      assertThat(Files.isSameFile(path, file)).as(way).isTrue();
    }
    assertThat(Files.readAllBytes(detour)).isEqualTo(bytes(100));
    assertThat(Files.exists(inside.resolve("../keys/passphrase"))).isTrue();
    assertThat(Files.isSymbolicLink(outside.resolve("to-file"))).isTrue();
    assertThatThrownBy(() -> Files.readAllBytes(outside.resolve("loop")))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Files.readAllBytes(outside.resolve("loop/x")))
        .isInstanceOfAny(FileSystemLoopException.class, FileSystemException.class);
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(outside.resolve("to-directory"))) {
      assertThat(entries)
          .containsExactlyInAnyOrder(
              outside.resolve("to-directory/file"), outside.resolve("to-directory/sub"));
    }
  }

  @Test
  void aWriteThroughALinkIsEncrypted() throws IOException {
    Files.createSymbolicLink(outside.resolve("link"), files.getPath("secret/new"));

    Files.write(outside.resolve("link"), bytes(100));

    assertThat(lowerNames()).hasSize(1).allMatch(n -> n.startsWith("ECRYPTFS_FNEK_ENCRYPTED."));
    assertThat(Files.readAllBytes(inside.resolve("new"))).isEqualTo(bytes(100));
  }

  @Test
  void linksInsideKeepTheirTargetsAndStayInside() throws IOException {
    Path file = Files.write(inside.resolve("file"), bytes(10));
    Path absolute = Files.createSymbolicLink(inside.resolve("absolute"), file);
    Path out = Files.createSymbolicLink(inside.resolve("out"), files.getPath("../keys/passphrase"));
    Path away = Files.createSymbolicLink(inside.resolve("away"), files.getPath("/etc/passwd"));

    assertThat(Files.readSymbolicLink(absolute)).isEqualTo(file);
    assertThat(Files.readSymbolicLink(away)).isEqualTo(files.getPath("/etc/passwd"));
    assertThat(Files.readAllBytes(absolute)).isEqualTo(bytes(10));
    for (Path leaving : List.of(out, away)) {
      assertThatThrownBy(() -> Files.readAllBytes(leaving))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("leads out of the encrypted directory");
    }
  }

  @Test
  void filesGoOverTheBorderWithTimesAndPermissions() throws IOException {
    FileTime time = FileTime.fromMillis(1_000_000_000_000L);
    Path plain = Files.write(outside.resolve("plain"), bytes(5000));
    Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setLastModifiedTime(plain, time);

    Path copy = Files.copy(plain, inside.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
    Path moved = Files.move(plain, inside.resolve("moved"));
    Path back = Files.move(copy, outside.resolve("back"));

    for (Path file : List.of(moved, back)) {
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes(5000));
      assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rwxr-x---");
    }
    assertThat(Files.notExists(plain)).isTrue();
    assertThat(Files.notExists(copy)).isTrue();
  }

  @Test
  void theBorderRefusesWhatIsOneStepElsewhere() throws IOException {
    Path plain = Files.write(outside.resolve("plain"), bytes(10));
    Path full = Files.createDirectories(inside.resolve("full/sub")).getParent();

    assertThatThrownBy(() -> Files.move(plain, inside.resolve("x"), StandardCopyOption.ATOMIC_MOVE))
        .isInstanceOf(AtomicMoveNotSupportedException.class);
    assertThatThrownBy(() -> Files.move(full, outside.resolve("x")))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThatThrownBy(() -> Files.createLink(inside.resolve("x"), plain))
        .isInstanceOf(FileSystemException.class);
    Files.write(inside.resolve("taken"), bytes(1));
    assertThatThrownBy(() -> Files.copy(plain, inside.resolve("taken")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(Files.isSameFile(plain, inside.resolve("taken"))).isFalse();
    assertThatThrownBy(() -> Files.isSameFile(plain, inside.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theDirectoryStaysWhereItIs() throws IOException {
    Files.write(inside.resolve("file"), bytes(10));

    assertThatThrownBy(() -> Files.move(inside, outside.resolve("x")))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Files.move(outside, outside.resolveSibling(outside + "-x")))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> Files.delete(inside)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(files::close).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> FileSystems.newFileSystem(EncryptedMount.uri(lower), options()))
        .isInstanceOf(FileSystemAlreadyExistsException.class);
  }

  @Test
  void errorsNameThePathThatTheProgramKnows() {
    Path missing = inside.resolve("missing");

    assertThatThrownBy(() -> Files.readAllBytes(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing.toString());
  }

  @Test
  void aDirectoryThatCannotBeMountedHarmsNothingElse() throws IOException {
    Map<String, String> wrong = new HashMap<>(InPlaceMount.properties(lower, passphrase));
    wrong.put("ecryptfs.default.ecryptfs_cypher", "aes");
    FileSystem unusable = InPlaceMount.fileSystem(wrong);

    assertThatThrownBy(() -> Files.readAllBytes(unusable.getPath(lower + "/file")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("unknown mount option 'ecryptfs_cypher'");
    assertThat(Files.exists(unusable.getPath(passphrase.toString()))).isTrue();
  }

  @Test
  void aKeyFileInsideOfTheDirectoryIsRefused() throws Exception {
    Path within = Files.copy(passphrase, lower.resolve("passphrase"));

    Ended program = run(InPlaceMount.properties(lower, within));

    assertThat(program.exit()).isNotZero();
    assertThat(program.output()).contains("mounting it needs a file that is in it");
  }

  @Test
  void propertiesThatCannotBeMeantAreRefusedAtTheStart() throws IOException {
    Map<String, String> good = InPlaceMount.properties(lower, passphrase);
    List<Map<String, String>> bad =
        List.of(
            Map.of(),
            with(good, "directory", lower + "/missing"),
            with(good, "directory", passphrase.toString()),
            with(good, "passphrase", "abc"),
            with(good, "key", "passphrase:passphrase_passwd=abc"),
            with(good, "key.2", "openssl:openssl_keyfile=k:openssl_passwd=abc"));

    for (Map<String, String> properties : bad) {
      assertThatThrownBy(() -> InPlaceMount.fileSystem(properties))
          .as("%s", properties.keySet())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("abc");
    }
  }

  private static Map<String, String> with(Map<String, String> some, String name, String value) {
    Map<String, String> more = new HashMap<>(some);
    more.put("ecryptfs.default." + name, value);
    return more;
  }

  @Test
  void theProviderAnswersForFileUris() {
    assertThat(files.provider().getScheme()).isEqualTo("file");
    assertThat(files.provider().getPath(inside.toUri())).isEqualTo(inside);
    assertThat(inside.toUri().toString()).endsWith("/secret/");
    assertThat(files.provider().getFileSystem(URI.create("file:///"))).isSameAs(files);
    assertThat(files.getRootDirectories()).containsExactly(files.getPath("/"));
  }
}
