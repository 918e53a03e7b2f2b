package io.github.ecryptfs.tck.lower;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.client.fs.SftpFileSystemProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * A directory behind an SFTP server of this JVM on the loopback interface, as the client's file
 * system shows it.
 *
 * @param directory the directory, empty
 */
public record SftpLower(
    SshServer server, SshClient ssh, FileSystem client, Path served, Path directory)
    implements Closeable {
  private static final String USER = "tck";
  private static final String PASSWORD = "let me in";

  /** Starts a server over a new temporary directory, and a client. */
  public static SftpLower open() throws IOException {
    Path served = Files.createTempDirectory("ecryptfs-tck-sftp-");
    SshServer server = SshServer.setUpDefaultServer();
    CoreModuleProperties.TCP_NODELAY.set(server, true);
    server.setHost("127.0.0.1");
    server.setKeyPairProvider(hostKey());
    server.setPasswordAuthenticator((user, password, session) -> password.equals(PASSWORD));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory.Builder().build()));
    server.setFileSystemFactory(new VirtualFileSystemFactory(served));
    server.start();
    URI uri =
        SftpFileSystemProvider.createFileSystemURI("127.0.0.1", server.getPort(), USER, PASSWORD);
    SshClient ssh = SshClient.setUpDefaultClient();
    ssh.setServerKeyVerifier((session, address, key) -> true); // the one that was just started
    ssh.start();
    CoreModuleProperties.TCP_NODELAY.set(ssh, true); // else each small write waits 40 ms
    FileSystem client = new SftpFileSystemProvider(ssh).newFileSystem(uri, Map.of());
    Path directory = Files.createDirectory(client.getPath("/lower"));
    return new SftpLower(server, ssh, client, served, directory);
  }

  /** Not Ed25519, which the client offers only with another library beside it. */
  private static KeyPairProvider hostKey() {
    try {
      return KeyPairProvider.wrap(KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no host key", e);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    ssh.close();
    server.close(true);
    try (Stream<Path> tree = Files.walk(served)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
