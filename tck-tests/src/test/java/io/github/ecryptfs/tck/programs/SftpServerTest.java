package io.github.ecryptfs.tck.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.tck.NeedsProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SFTP server of Apache MINA gives a mount out, and the {@code sftp} of OpenSSH uses it. */
@NeedsProgram({"sftp", "ssh-keygen"})
class SftpServerTest {
  private static final int ROUND_TRIP = 3 * 1024 * 1024;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Mounted mount;

  @SuppressWarnings("NullAway.Init") // set before each test
  private SshServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path local;

  @BeforeEach
  void serve() throws Exception {
    mount = Mounted.of(Files.createDirectory(directory.resolve("lower")));
    local = Files.createDirectory(directory.resolve("local"));
    run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", directory.resolve("key").toString());
    server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
    server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(directory.resolve("key.pub")));
    server.setFileSystemFactory(new VirtualFileSystemFactory(mount.path("/")));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.stop(true);
    mount.close();
  }

  /** Runs a program to its end in the local directory; gives what it said. */
  private String run(String... command) throws IOException, InterruptedException {
    Path said = Files.createTempFile(directory, "said", "");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.resolve("local").toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertThat(process.waitFor())
        .as("%s: %s", Arrays.toString(command), Files.readString(said))
        .isZero();
    return Files.readString(said);
  }

  /** Gives commands to {@code sftp}, of which none may fail; gives what it said. */
  private String sftp(String... commands) throws IOException, InterruptedException {
    Path batch = Files.write(directory.resolve("batch"), List.of(commands));
    return run(
        "sftp",
        "-F",
        "/dev/null",
        "-b",
        batch.toString(),
        "-P",
        Integer.toString(server.getPort()),
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "IdentitiesOnly=yes",
        "-i",
        directory.resolve("key").toString(),
        "somebody@127.0.0.1");
  }

  private byte[] localFile(String name, int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    try {
      Files.write(local.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  @Test
  void filesGoInAndOut() throws Exception {
    byte[] content = localFile("in", ROUND_TRIP);

    sftp("mkdir dir", "put in dir/large", "get dir/large out");

    assertThat(Files.readAllBytes(mount.path("/dir/large"))).isEqualTo(content);
    assertThat(Files.readAllBytes(local.resolve("out"))).isEqualTo(content);
  }

  @Test
  void namesAreMadeListedAndTakenAway() throws Exception {
    localFile("in", 5000);

    String said =
        sftp(
            "mkdir dir",
            "put in dir/a",
            "rename dir/a dir/b",
            "ln -s b dir/link",
            "ln dir/b dir/second",
            "chmod 640 dir/b",
            "ls -ln dir",
            "get dir/link through",
            "rm dir/second",
            "mkdir none",
            "rmdir none");

    assertThat(said).containsPattern("-rw-r-----.* 5000 .*dir/b").contains("dir/link");
    assertThat(Files.readSymbolicLink(mount.path("/dir/link"))).isEqualTo(mount.path("b"));
    assertThat(Files.mismatch(local.resolve("through"), local.resolve("in"))).isEqualTo(-1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mount.path("/dir/b"))))
        .isEqualTo("rw-r-----");
    assertThat(mount.path("/dir/a")).doesNotExist();
    assertThat(Files.exists(mount.path("/dir/second"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(mount.path("/none")).doesNotExist();
  }

  @Test
  void whatWasCutShortIsTakenUpAgain() throws Exception {
    byte[] content = localFile("whole", 300_000);
    Files.write(mount.path("/up"), Arrays.copyOf(content, 100_001));
    Files.write(mount.path("/whole"), content);
    Files.write(local.resolve("down"), Arrays.copyOf(content, 70_000));

    sftp("reput whole up", "reget whole down", "-put -a whole whole");

    assertThat(Files.readAllBytes(mount.path("/up"))).isEqualTo(content);
    assertThat(Files.readAllBytes(local.resolve("down"))).isEqualTo(content);
    assertThat(Files.size(mount.path("/whole"))).isEqualTo(content.length);
  }

  @Test
  void timesAndPermissionsGoAlong() throws Exception {
    localFile("in", 10);
    Files.setLastModifiedTime(local.resolve("in"), FileTime.fromMillis(1_000_000_000_000L));

    sftp("put -p in", "get -p in out");

    assertThat(Files.getLastModifiedTime(mount.path("/in")).toMillis())
        .isEqualTo(1_000_000_000_000L);
    assertThat(Files.getLastModifiedTime(local.resolve("out")).toMillis())
        .isEqualTo(1_000_000_000_000L);
  }

  @Test
  void whatIsNotThereIsSaidToBeSo() throws Exception {
    assertThat(sftp("-get none", "-rm none", "-ls none", "-rmdir none")).contains("not found");
  }

  @Test
  void spaceIsToldWhereTheServerCan() throws Exception {
    // This server has no statvfs; the client says so, and goes on after a command with a dash.
    assertThat(sftp("-df", "pwd")).contains("Remote working directory: /");
  }
}
