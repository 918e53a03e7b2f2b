package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.file.PrivateFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Makes key files for the {@code openssl} module: where it has them, {@code
 * ~/.ecryptfs/pki/openssl/key.pem}, with mode 0600 in directories of mode 0700.
 *
 * <p>RSA of 3072 bits and PKCS#8, where the module makes 1024 bits and OpenSSL's older form; it
 * reads ours. That form derives the file's key by one round of MD5, so every password but a very
 * long one can be guessed; here it takes 210,000 rounds of HMAC-SHA-512.
 */
public final class RsaKeyFile {
  /** The size of keys made here. */
  public static final int BITS = 3072;

  private static final int ROUNDS = 210_000;

  private RsaKeyFile() {}

  /**
   * Makes a key and its file. Directories that are missing are made.
   *
   * @param password for the file, not empty; left for the caller to zero
   * @return the signature of the key
   * @throws FileAlreadyExistsException if there is a file; it may hold the only key of somebody's
   *     data
   * @throws IllegalArgumentException if there is no password
   */
  public static KeySignature generate(Path file, char[] password, SecureRandom random)
      throws IOException, GeneralSecurityException {
    if (password.length == 0) {
      throw new IllegalArgumentException("key file: want a password");
    }
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(
          file.toString(), null, "a key file is never overwritten; move it away");
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(BITS, random);
    KeyPair pair = generator.generateKeyPair();
    PrivateFile.createDirectories(file.toAbsolutePath().resolveSibling(""));
    PrivateFile.create(file, pem(pair.getPrivate(), password, random));
    return PublicKeySignature.of((RSAPublicKey) pair.getPublic());
  }

  private static byte[] pem(PrivateKey key, char[] password, SecureRandom random)
      throws IOException, GeneralSecurityException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (PemWriter writer =
        new PemWriter(new OutputStreamWriter(content, StandardCharsets.US_ASCII))) {
      writer.writeObject(
          new JcaPKCS8Generator(
              key,
              new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                  .setProvider(new BouncyCastleProvider())
                  .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA512))
                  .setIterationCount(ROUNDS)
                  .setRandom(random)
                  .setPassword(password.clone())
                  .build()));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("the key file cannot be encrypted", e);
    }
    return content.toByteArray();
  }
}
