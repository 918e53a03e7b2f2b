package io.github.ecryptfs.keys.home;

import io.github.ecryptfs.keys.file.KeyFileBytes;
import io.github.ecryptfs.keys.file.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of eCryptfs in one home directory. They are found in {@code HOME/.ecryptfs} and {@code
 * HOME/.Private}, or, where the whole home is encrypted, in {@code .ecryptfs/USER} beside the home,
 * to which links in it lead.
 *
 * <p>The links are absolute. On a disk that is mounted elsewhere, for rescue, they would lead into
 * the wrong system, so the directory beside the home goes before them.
 *
 * <p>Immutable; the files are looked at anew by each call.
 */
public final class EcryptfsHome {
  private static final int MAXIMUM_PATH_BYTES = 8192;

  private final Path home;

  private EcryptfsHome(Path home) {
    this.home = home;
  }

  /** The files in that home directory, whether they are there or not. */
  public static EcryptfsHome of(Path home) {
    return new EcryptfsHome(home.toAbsolutePath().normalize());
  }

  /** The home directory. */
  public Path path() {
    return home;
  }

  /**
   * The directory {@code .ecryptfs}.
   *
   * @throws NoSuchFileException if there is none, here or beside the home
   */
  public Path configuration() throws NoSuchFileException {
    return found(".ecryptfs");
  }

  /**
   * The directory {@code .Private}, which holds the encrypted files.
   *
   * @throws NoSuchFileException if there is none, here or beside the home
   */
  public Path lower() throws NoSuchFileException {
    return found(".Private");
  }

  private Path found(String name) throws NoSuchFileException {
    Path own = home.resolve(name);
    Optional<Path> beside =
        Optional.ofNullable(home.getFileName())
            .map(user -> home.resolveSibling(".ecryptfs").resolve(user).resolve(name));
    boolean linked = Files.isSymbolicLink(own) || !Files.exists(own, LinkOption.NOFOLLOW_LINKS);
    if (linked && beside.filter(Files::isDirectory).isPresent()) {
      return beside.get();
    }
    if (Files.isDirectory(own)) {
      return own;
    }
    throw new NoSuchFileException(
        own.toString(),
        null,
        "no such directory"
            + beside.map(path -> ", nor is there " + path).orElse("")
            + "; is this the home of an eCryptfs user?");
  }

  /** The file that holds the mount passphrase, encrypted under the login password. */
  public WrappedPassphraseFile wrappedPassphrase() throws IOException {
    return WrappedPassphraseFile.at(configuration().resolve("wrapped-passphrase"))
        .withVersionOneSalt(settings().salt());
  }

  /** The signatures of the private directory's keys. */
  public SignatureFile signatures() throws IOException {
    return SignatureFile.read(configuration().resolve("Private.sig"));
  }

  /** The signatures of keys that were mounted with before. */
  public SignatureCache signatureCache() throws IOException {
    return SignatureCache.at(configuration().resolve("sig-cache.txt"));
  }

  /** Where the {@code openssl} key module has its key file, unless it is told another. */
  public Path keyFile() throws IOException {
    return configuration().resolve("pki").resolve("openssl").resolve("key.pem");
  }

  /** Where the tools mount the private directory; {@code HOME/Private} if they are not told. */
  public Path mountPoint() throws IOException {
    Path file = configuration().resolve("Private.mnt");
    if (!Files.exists(file)) {
      return home.resolve("Private");
    }
    String text =
        new String(KeyFileBytes.readPublic(file, MAXIMUM_PATH_BYTES), StandardCharsets.UTF_8);
    return text.lines()
        .findFirst()
        .filter(line -> !line.isBlank())
        .map(line -> home.resolve(line.strip()))
        .orElseGet(() -> home.resolve("Private"));
  }

  /** The settings in {@code HOME/.ecryptfsrc}; none if there is no such file. */
  public EcryptfsRc settings() throws IOException {
    Path file = home.resolve(".ecryptfsrc");
    return Files.exists(file) ? EcryptfsRc.read(file) : EcryptfsRc.empty();
  }

  /** Whether a flag is set. */
  public boolean isSet(HomeFlag flag) throws IOException {
    return Files.exists(configuration().resolve(flag.fileName()));
  }

  /** Sets or clears a flag. */
  public void set(HomeFlag flag, boolean on) throws IOException {
    Path file = configuration().resolve(flag.fileName());
    if (on && !Files.exists(file)) {
      PrivateFile.create(file, new byte[0]);
    } else if (!on) {
      Files.deleteIfExists(file);
    }
  }
}
