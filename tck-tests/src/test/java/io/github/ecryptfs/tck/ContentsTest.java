package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static io.github.ecryptfs.tck.Content.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnmappableCharacterException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code Files} does with whole contents: lines, text, comparing, kinds of contents. */
@EveryMount
class ContentsTest extends FileSystemContract {
  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "US-ASCII", "ISO-8859-1", "UTF-16"})
  void linesAreTheSameOneByOneAndInParallel(String charset) throws IOException {
    List<String> lines = IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList();
    Path file = Files.write(dir.resolve("a"), lines, Charset.forName(charset));

    try (Stream<String> one = Files.lines(file, Charset.forName(charset));
        Stream<String> many = Files.lines(file, Charset.forName(charset))) {
      assertThat(one.toList()).isEqualTo(lines);
      assertThat(many.parallel().toList()).isEqualTo(lines);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n", ""})
  void linesEndAsTheyLike(String end) throws IOException {
    Path file = dir.resolve("a");
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 1000; i++) {
        writer.write("ab");
        writer.write(end);
      }
    }

    try (Stream<String> lines = Files.lines(file)) {
      assertThat(lines.toList()).isEqualTo(Files.readAllLines(file));
    }
  }

  @Test
  void whatIsNoTextIsNotReadAsText() throws IOException {
    Path file = file("a", new byte[] {'a', (byte) 0xfa, 'b'});

    assertThatThrownBy(() -> Files.readString(file)).isInstanceOf(MalformedInputException.class);
    assertThatThrownBy(() -> Files.readAllLines(file, StandardCharsets.US_ASCII))
        .isInstanceOf(MalformedInputException.class);
    assertThatThrownBy(() -> Files.writeString(file, "\u00e4", StandardCharsets.US_ASCII))
        .isInstanceOf(UnmappableCharacterException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 147, 8192, 65536, 70025})
  void aFileIsComparedWithItsCopyInAZipFile(int size) throws IOException {
    Path file = file("a", bytes(size));
    Path longer = file("b", concat(bytes(size), bytes(100)));

    try (FileSystem zip =
        FileSystems.newFileSystem(dir.resolve("c.zip"), Map.of("create", "true"))) {
      Path copy = Files.copy(file, zip.getPath("copy"));

      assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
      assertThat(Files.mismatch(copy, longer)).isEqualTo(size);
    }
  }

  @Test
  void whatIsMissingIsComparedWithItselfOnly() {
    Path missing = dir.resolve("missing");

    assertThatThrownBy(() -> Files.mismatch(missing, dir.resolve("other")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theKindOfContentsIsThatOfAPlainFileOfTheName() throws IOException {
    for (String name : List.of("a.html", "a.css", "a.csv", "a.pdf", "a.png", "a.json", "a#b.png")) {
      assertThat(Files.probeContentType(file(name, bytes(1))))
          .as(name)
          .isEqualTo(Files.probeContentType(Path.of(name)));
    }
  }

  @Test
  void copiesThatReplaceEachOtherNeverMeetAFileThatExists() throws Exception {
    Assumptions.assumeTrue(fixture instanceof EncryptedMount, "plain file systems of JDK 17 do");
    Path source = file("a", bytes(5000));
    Path target = dir.resolve("b");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Void> copying =
          () -> {
            for (int i = 0; i < 100; i++) {
              copyOver(source, target);
            }
            return null;
          };
      for (Future<Void> copied : List.of(threads.submit(copying), threads.submit(copying))) {
        copied.get();
      }
    } finally {
      threads.shutdown();
    }
    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);

    assertThat(Files.readAllBytes(target)).isEqualTo(bytes(5000));
  }

  /** The other copy may take the target away at any moment, which other failures tell. */
  private static void copyOver(Path source, Path target) throws IOException {
    try {
      Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException e) {
      assertThat(e).isNotInstanceOf(FileAlreadyExistsException.class);
    }
  }
}
