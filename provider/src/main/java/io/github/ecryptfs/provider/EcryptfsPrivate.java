package io.github.ecryptfs.provider;

import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.Secret;
import io.github.ecryptfs.keys.home.EcryptfsHome;
import io.github.ecryptfs.keys.home.LoginKeys;
import io.github.ecryptfs.keys.home.SignatureFile;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens what {@code ecryptfs-setup-private} made: a directory {@code ~/.Private}, or a whole
 * encrypted home, with the login password alone.
 *
 * <pre>{@code
 * try (FileSystem fs = EcryptfsPrivate.open(Path.of("/home/anna"), password)) {
 *   Files.readString(fs.getPath("/letter.txt"));
 * }
 * }</pre>
 *
 * <p>While a kernel has the same directory mounted, write on one side only.
 */
public final class EcryptfsPrivate {
  private EcryptfsPrivate() {}

  /**
   * Opens the private directory of a home, or the encrypted home itself. For that, its files are
   * looked for in {@code home} and, where links in it lead nowhere or into another system, in
   * {@code .ecryptfs/USER} beside it; so the home may be one of a disk of another machine.
   *
   * @param home the home directory, as {@code /home/anna}
   * @param passphrase the login password; where the home has one of its own for eCryptfs ({@code
   *     wrapping-independent}), that one. Left for the caller to zero
   * @return a file system that holds keys until it is closed
   * @throws java.nio.file.NoSuchFileException if a file of the set-up is missing; says which
   * @throws java.nio.file.FileSystemAlreadyExistsException if it is open in this JVM already
   * @throws java.nio.file.FileSystemException with an {@link
   *     java.security.UnrecoverableKeyException} as its cause if the password is wrong, with
   *     another {@link java.security.GeneralSecurityException} if a file of the set-up is damaged
   *     or names other keys
   * @throws IOException if a file cannot be read
   */
  public static FileSystem open(Path home, char[] passphrase) throws IOException {
    return open(home, passphrase, Map.of());
  }

  /**
   * Opens the same with further mount options, as {@code Map.of("ro", true)}.
   *
   * @param options go before those of the set-up: AES with 16 key bytes, and the keys that {@code
   *     Private.sig} names. Of a settings file among them ({@code ecryptfs_nio_rc}) the set-up goes
   *     before, as for the tools; the salt in the home's own {@code .ecryptfsrc} counts always
   * @throws IllegalArgumentException if an option is unknown or its value not allowed
   * @throws IOException as {@link #open(Path, char[])}
   */
  public static FileSystem open(Path home, char[] passphrase, Map<String, ?> options)
      throws IOException {
    EcryptfsHome files = EcryptfsHome.of(home);
    Path lower = files.lower();
    SignatureFile signatures = files.signatures();
    try (KeySource keys = new LoginKeys(files, Secret.of(CharBuffer.wrap(passphrase)));
        MountOptions mountOptions = options(signatures, keys, options)) {
      return Ecryptfs.mount(lower, mountOptions);
    }
  }

  private static MountOptions options(SignatureFile signatures, KeySource keys, Map<String, ?> more)
      throws IOException {
    Map<String, Object> env = new LinkedHashMap<>();
    env.put(MountOption.KEYS.optionName(), keys);
    env.put(MountOption.SIG.optionName(), signatures.content());
    env.put(MountOption.CIPHER.optionName(), "aes");
    env.put(MountOption.KEY_BYTES.optionName(), 16);
    signatures.names().ifPresent(names -> env.put(MountOption.FNEK_SIG.optionName(), names));
    env.putAll(more);
    return MountOptions.read(env);
  }
}
