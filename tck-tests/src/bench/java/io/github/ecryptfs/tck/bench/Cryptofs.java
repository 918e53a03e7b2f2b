package io.github.ecryptfs.tck.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import org.cryptomator.cryptofs.CryptoFileSystemProperties;
import org.cryptomator.cryptofs.CryptoFileSystemProvider;
import org.cryptomator.cryptolib.api.Masterkey;

/**
 * Cryptomator's file system, only to be measured: it is under the AGPL and no part of what we ship,
 * so it is in a source tree and a profile of its own.
 */
public final class Cryptofs implements Peer {
  private static final URI KEY = URI.create("benchmark:key");

  /** For the service loader. */
  public Cryptofs() {}

  @Override
  public Contender open(Path lower) throws IOException {
    CryptoFileSystemProperties properties =
        CryptoFileSystemProperties.cryptoFileSystemProperties()
            // The key itself, so that no passphrase has to be stretched.
            .withKeyLoader(keyId -> new Masterkey(new byte[64]))
            .build();
    CryptoFileSystemProvider.initialize(lower, properties, KEY);
    return new Vault(lower, properties);
  }

  private static final class Vault implements Contender {
    private final Path lower;
    private final CryptoFileSystemProperties properties;
    private FileSystem open;

    Vault(Path lower, CryptoFileSystemProperties properties) throws IOException {
      this.lower = lower;
      this.properties = properties;
      this.open = CryptoFileSystemProvider.newFileSystem(lower, properties);
    }

    @Override
    public String name() {
      return "cryptofs " + System.getProperty("bench.cryptofs", "of unknown version");
    }

    @Override
    public Path directory() {
      return open.getPath("/");
    }

    @Override
    public void remount() throws IOException {
      open.close();
      open = CryptoFileSystemProvider.newFileSystem(lower, properties);
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }
}
