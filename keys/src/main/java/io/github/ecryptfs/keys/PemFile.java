package io.github.ecryptfs.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * The first private key of a PEM file. Bouncy Castle parses and decrypts; it is used as a library,
 * never registered as a provider of the JVM. Its parsers answer damage with run-time exceptions
 * too, so those are caught here.
 */
final class PemFile {
  /**
   * How Bouncy Castle reads passwords for key derivations with a named hash, and in BMP strings.
   */
  private static final Function<byte[], char[]> TEXT = SecretText::chars;

  /** How it reads them for the older derivations: the low byte of each character. */
  private static final Function<byte[], char[]> BYTES = SecretText::charPerByte;

  private PemFile() {}

  /**
   * The private key in {@code content}. Neither array is kept or changed.
   *
   * @param password the bytes that OpenSSL would get; none for a key that is not encrypted
   * @throws UnrecoverableKeyException if the password is missing or wrong
   * @throws InvalidKeyException if there is no RSA key
   */
  static RSAPrivateCrtKey privateKey(byte[] content, byte[] password)
      throws GeneralSecurityException {
    try (PEMParser parser = parser(content)) {
      return rsaKey(firstPrivateKey(parser, password));
    } catch (IOException | RuntimeException e) {
      throw new InvalidKeyException(
          "neither a key store nor PEM with a private key, or damaged", e);
    }
  }

  private static PEMParser parser(byte[] content) {
    return new PEMParser(
        new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.ISO_8859_1));
  }

  private static PrivateKeyInfo firstPrivateKey(PEMParser parser, byte[] password)
      throws IOException, GeneralSecurityException {
    for (Object item = parser.readObject(); item != null; item = parser.readObject()) {
      Optional<PrivateKeyInfo> key = privateKeyIn(item, password);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new InvalidKeyException("no private key in it");
  }

  private static Optional<PrivateKeyInfo> privateKeyIn(Object item, byte[] password)
      throws UnrecoverableKeyException {
    if (item instanceof PrivateKeyInfo plain) {
      return Optional.of(plain);
    }
    if (item instanceof PEMKeyPair pair) {
      return Optional.of(pair.getPrivateKeyInfo());
    }
    if (item instanceof PEMEncryptedKeyPair encrypted) {
      return Optional.of(decrypted(password, traditional(encrypted), BYTES));
    }
    if (item instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
      return Optional.of(decrypted(password, pkcs8(encrypted), TEXT, BYTES));
    }
    return Optional.empty();
  }

  /** One of Bouncy Castle's ways to decrypt a private key. */
  private interface Decryption {
    PrivateKeyInfo with(char[] password)
        throws IOException, OperatorCreationException, PKCSException;
  }

  private static Decryption traditional(PEMEncryptedKeyPair encrypted) {
    return password ->
        encrypted.decryptKeyPair(new BcPEMDecryptorProvider(password)).getPrivateKeyInfo();
  }

  private static Decryption pkcs8(PKCS8EncryptedPrivateKeyInfo encrypted) {
    return password ->
        encrypted.decryptPrivateKeyInfo(
            new JceOpenSSLPKCS8DecryptorProviderBuilder()
                .setProvider(new BouncyCastleProvider())
                .build(password));
  }

  /**
   * Tries the password in each of {@code readings}: Bouncy Castle takes characters, OpenSSL bytes.
   */
  @SafeVarargs
  private static PrivateKeyInfo decrypted(
      byte[] password, Decryption decryption, Function<byte[], char[]>... readings)
      throws UnrecoverableKeyException {
    if (password.length == 0) {
      throw new UnrecoverableKeyException("it is encrypted, and no password is given");
    }
    UnrecoverableKeyException wrong =
        new UnrecoverableKeyException("the password is wrong, or the file is damaged");
    for (Function<byte[], char[]> reading : readings) {
      char[] characters = reading.apply(password);
      try {
        return decryption.with(characters);
      } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
        wrong.addSuppressed(e);
      } finally {
        Arrays.fill(characters, '\0');
      }
    }
    throw wrong;
  }

  private static RSAPrivateCrtKey rsaKey(PrivateKeyInfo key)
      throws IOException, GeneralSecurityException {
    if (!PKCSObjectIdentifiers.rsaEncryption.equals(key.getPrivateKeyAlgorithm().getAlgorithm())) {
      throw new InvalidKeyException("its private key is not an RSA key");
    }
    byte[] der = key.getEncoded();
    try {
      return withPublicHalf(
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (InvalidKeySpecException e) {
      throw new InvalidKeyException("its RSA key is damaged or too short", e);
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  private static RSAPrivateCrtKey withPublicHalf(PrivateKey key) throws InvalidKeyException {
    if (key instanceof RSAPrivateCrtKey whole) {
      return whole;
    }
    throw new InvalidKeyException("its RSA key lacks the public half");
  }
}
