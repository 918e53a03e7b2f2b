package io.github.ecryptfs.tck.safety;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Lower files that are known by their paths, for want of a file key. */
final class PathIdentityTest {
  private static final SafetyMount KIND = new SafetyMount(false, false);

  private static Path lower() throws IOException {
    return SafetyMount.faultyDirectory(FaultyFileSystem.Kind.SFTP);
  }

  @Test
  void aNewFileIsNotTakenForOneThatWasDeletedBelow() throws IOException {
    Path lower = lower();
    byte[] content = Step.bytes(6000, 2);
    try (FileSystem mount = KIND.mount(lower)) {
      Path file = Files.write(mount.getPath("/a"), Step.bytes(5000, 1));
      try (FileChannel old = FileChannel.open(file, READ, WRITE)) {
        Files.delete(lower.resolve("a"));
        Files.write(file, content);
        assertThat(old.size()).isEqualTo(5000);
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    try (FileSystem mount = KIND.mount(lower)) {
      assertThat(Files.readAllBytes(mount.getPath("/a"))).isEqualTo(content);
    }
  }
}
