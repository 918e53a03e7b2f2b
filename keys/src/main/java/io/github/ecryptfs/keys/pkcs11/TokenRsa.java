package io.github.ecryptfs.keys.pkcs11;

import io.github.ecryptfs.keys.RsaDecryption;
import io.github.ecryptfs.keys.RsaPadding;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/**
 * The private key on a token. The token takes PKCS#1 padding off itself; as the JDK asks no token
 * for OAEP, that is taken off here, from what raw RSA gives.
 *
 * <p>Thread-safe: each call has a session of its own.
 */
final class TokenRsa implements RsaDecryption {
  private final TokenLogin login;
  private final Provider provider;
  private final PrivateKey key;
  private final RSAPublicKey publicKey;
  private final RsaPadding padding;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over one {@link TokenLogin#enter} of {@code login}. */
  TokenRsa(TokenLogin login, Provider provider, Pair pair, RsaPadding padding) {
    this.login = login;
    this.provider = provider;
    this.key = pair.privateKey();
    this.publicKey = pair.publicKey();
    this.padding = padding;
  }

  /** Both halves of a key; the private one is a handle. */
  record Pair(RSAPublicKey publicKey, PrivateKey privateKey) {}

  @Override
  public byte[] decrypt(byte[] wrapped) throws GeneralSecurityException {
    if (closed.get()) {
      throw new IllegalStateException("key of a token used after close()");
    }
    return switch (padding) {
      case PKCS1 -> onToken("RSA/ECB/PKCS1Padding", wrapped);
      case OAEP -> withoutOaep(onToken("RSA/ECB/NoPadding", wrapped));
    };
  }

  private byte[] onToken(String transformation, byte[] wrapped) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(transformation, provider);
    try {
      cipher.init(Cipher.DECRYPT_MODE, key);
    } catch (InvalidKeyException e) {
      // The key was good at the last look: the token is gone.
      throw new ProviderException(TokenErrors.text(e), e);
    }
    return cipher.doFinal(wrapped);
  }

  private byte[] withoutOaep(byte[] raw) throws GeneralSecurityException {
    OAEPEncoding oaep =
        new OAEPEncoding(
            new DecryptedBlock((publicKey.getModulus().bitLength() + 7) / 8),
            new SHA1Digest(),
            new SHA1Digest(),
            null);
    oaep.init(
        false, new RSAKeyParameters(true, publicKey.getModulus(), publicKey.getPublicExponent()));
    try {
      return oaep.processBlock(raw, 0, raw.length);
    } catch (InvalidCipherTextException e) {
      throw (BadPaddingException) new BadPaddingException("the padding is wrong").initCause(e);
    } finally {
      Arrays.fill(raw, (byte) 0);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      login.leave();
    }
  }
}
