package io.github.ecryptfs.tck.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.archivers.sevenz.SevenZMethod;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives in a mount, by Commons Compress and by the JDK's zip file system. */
class ArchivesTest {
  private static final Map<String, byte[]> CONTENT = content();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path lower;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Mounted mount;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path archive;

  @BeforeEach
  void mount() throws IOException {
    mount = Mounted.of(lower);
    archive = mount.path("/archive");
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private static Map<String, byte[]> content() {
    Map<String, byte[]> content = new TreeMap<>();
    Random random = new Random(4);
    for (int size : new int[] {0, 1, 4095, 4096, 4097, 100_000, 1_000_000}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      content.put("directory/file of " + size, bytes);
    }
    return content;
  }

  /** An open channel with which an archive is written in any order. */
  private SeekableByteChannel writing() throws IOException {
    return Files.newByteChannel(
        archive, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  private SeekableByteChannel reading() throws IOException {
    return Files.newByteChannel(archive);
  }

  @Test
  void tar() throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : CONTENT.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }

    Map<String, byte[]> read = new TreeMap<>();
    try (InputStream in = Files.newInputStream(archive);
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry at = tar.getNextEntry(); at != null; at = tar.getNextEntry()) {
        read.put(at.getName(), tar.readAllBytes());
      }
    }
    assertSameContent(read);
  }

  @Test
  void tarInAnyOrder() throws IOException {
    tar();

    Map<String, byte[]> read = new TreeMap<>();
    try (SeekableByteChannel channel = reading();
        TarFile tar = new TarFile(channel)) {
      for (int i = tar.getEntries().size() - 1; i >= 0; i--) {
        TarArchiveEntry entry = tar.getEntries().get(i);
        read.put(entry.getName(), tar.getInputStream(entry).readAllBytes());
      }
    }
    assertSameContent(read);
  }

  @Test
  void zip() throws IOException {
    try (SeekableByteChannel channel = writing();
        ZipArchiveOutputStream zip = new ZipArchiveOutputStream(channel)) {
      for (Map.Entry<String, byte[]> file : CONTENT.entrySet()) {
        zip.putArchiveEntry(new ZipArchiveEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeArchiveEntry();
      }
    }

    Map<String, byte[]> read = new TreeMap<>();
    try (SeekableByteChannel channel = reading();
        ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        read.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    assertSameContent(read);
  }

  @Test
  void sevenZip() throws IOException {
    try (SeekableByteChannel channel = writing();
        SevenZOutputFile seven = new SevenZOutputFile(channel)) {
      seven.setContentCompression(SevenZMethod.DEFLATE);
      for (Map.Entry<String, byte[]> file : CONTENT.entrySet()) {
        SevenZArchiveEntry entry = new SevenZArchiveEntry();
        entry.setName(file.getKey());
        seven.putArchiveEntry(entry);
        seven.write(file.getValue());
        seven.closeArchiveEntry();
      }
    }

    Map<String, byte[]> read = new TreeMap<>();
    try (SeekableByteChannel channel = reading();
        SevenZFile seven = SevenZFile.builder().setSeekableByteChannel(channel).get()) {
      for (SevenZArchiveEntry entry : seven.getEntries()) {
        read.put(entry.getName(), seven.getInputStream(entry).readAllBytes());
      }
    }
    assertSameContent(read);
  }

  @Test
  void aZipFileSystem() throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Files.createDirectory(zip.getPath("/directory"));
      for (Map.Entry<String, byte[]> file : CONTENT.entrySet()) {
        Files.write(zip.getPath(file.getKey()), file.getValue());
      }
    }
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of())) {
      Files.delete(zip.getPath("/directory/file of 1"));
      Files.write(zip.getPath("/directory/file of 1"), new byte[] {1});
      Files.write(zip.getPath("/directory/file of 1"), CONTENT.get("directory/file of 1"));
    }

    Map<String, byte[]> read = new TreeMap<>();
    try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of())) {
      for (String name : CONTENT.keySet()) {
        read.put(name, Files.readAllBytes(zip.getPath(name)));
      }
    }
    assertSameContent(read);
  }

  private static void assertSameContent(Map<String, byte[]> read) {
    assertThat(read).containsOnlyKeys(CONTENT.keySet());
    read.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(CONTENT.get(name)));
  }
}
