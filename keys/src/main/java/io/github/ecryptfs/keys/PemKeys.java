package io.github.ecryptfs.keys;

import io.github.ecryptfs.keys.file.KeyFileBytes;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.UnrecoverableKeyException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The RSA key of a key file, under the rules of the {@code openssl} key module: PEM in the
 * traditional or the PKCS#8 form, encrypted or not, or a key store: PKCS#12, JKS or JCEKS. Of
 * several keys in a PEM file the first counts, as for OpenSSL; a key store must hold one RSA key,
 * or the alias of one is given. The password of a PKCS#12 file must be ASCII, which is all that the
 * JDK takes there.
 *
 * <p>Thread-safe. The file is read at each {@link #unlock()}; the password is kept until {@link
 * #close()}.
 */
public final class PemKeys implements KeySource {
  private static final int MAXIMUM_FILE_BYTES = 256 * 1024;

  private final Path file;
  private final Optional<String> alias;
  private final Secret password;

  /**
   * The key of a file.
   *
   * @param alias which key of a key store; without meaning for PEM
   * @param password that of the file and of the key in it, which this source owns from now on
   */
  public PemKeys(Path file, Optional<String> alias, Secret password) {
    this.file = file;
    this.alias = alias;
    this.password = password;
  }

  /** The key of a file that is not encrypted. */
  public static PemKeys of(Path file) {
    return new PemKeys(file, Optional.empty(), Secret.none());
  }

  /**
   * The key of a file that may be encrypted.
   *
   * @param password copied, and left for the caller to zero; its UTF-8 bytes count; none is the
   *     same as no password
   * @throws IllegalArgumentException if the password has half a surrogate pair
   */
  public static PemKeys of(Path file, char[] password) {
    return new PemKeys(file, Optional.empty(), Secret.of(CharBuffer.wrap(password)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnrecoverableKeyException if the password is missing or wrong
   * @throws InvalidKeyException if the file holds no RSA key, or one of more than 4096 bits
   */
  @Override
  public List<WrappingKey> unlock() throws IOException, GeneralSecurityException {
    byte[] secret = password.reveal();
    try {
      return List.of(unlock(secret));
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private WrappingKey unlock(byte[] secret) throws IOException, GeneralSecurityException {
    byte[] content = KeyFileBytes.read(file, MAXIMUM_FILE_BYTES);
    try {
      return RsaWrappingKey.of(privateKey(content, secret));
    } catch (UnrecoverableKeyException e) {
      throw (UnrecoverableKeyException) new UnrecoverableKeyException(located(e)).initCause(e);
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException(located(e), e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private RSAPrivateCrtKey privateKey(byte[] content, byte[] secret)
      throws GeneralSecurityException {
    Optional<String> store = KeyStoreFile.type(content);
    return store.isPresent()
        ? KeyStoreFile.privateKey(store.get(), content, secret, alias)
        : PemFile.privateKey(content, secret);
  }

  private String located(GeneralSecurityException e) {
    return "key file " + file + ": " + e.getMessage();
  }

  @Override
  public void close() {
    password.close();
  }
}
