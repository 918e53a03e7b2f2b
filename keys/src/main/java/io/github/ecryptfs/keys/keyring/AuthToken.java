package io.github.ecryptfs.keys.keyring;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.Arrays;

/**
 * The form in which the kernel and ecryptfs-utils keep a passphrase key in a keyring: a C structure
 * of 740 bytes in the byte order of the machine ({@code docs/keys.md}, "Authentication tokens").
 */
final class AuthToken {
  /** The size of a token for a passphrase key. */
  static final int BYTES = 740;

  private static final int VERSION = 0x0004;
  private static final int PASSPHRASE = 0;
  private static final int SHA_512 = 10;
  private static final int KEY_IS_SET = 2;

  private static final int TYPE_AT = 2;
  private static final int HASH_AT = 632;
  private static final int KEY_BYTES_AT = 640;
  private static final int FLAGS_AT = 644;
  private static final int KEY_AT = 648;
  private static final int SIGNATURE_AT = 712;
  private static final int SALT_AT = 729;

  private final ByteOrder order;

  /** Tokens in that byte order. */
  AuthToken(ByteOrder order) {
    this.order = order;
  }

  /** Tokens of this machine. */
  static AuthToken ofThisMachine() {
    return new AuthToken(ByteOrder.nativeOrder());
  }

  /** The token of {@code key}, in an array that the caller owns and zeroes. */
  byte[] encode(PassphraseKey key) {
    byte[] token = new byte[BYTES];
    ByteBuffer fields = ByteBuffer.wrap(token).order(order);
    fields.putShort(0, (short) VERSION);
    fields.putShort(TYPE_AT, (short) PASSPHRASE);
    fields.putInt(HASH_AT, SHA_512);
    fields.putInt(KEY_BYTES_AT, PassphraseKey.BYTES);
    fields.putInt(FLAGS_AT, KEY_IS_SET);
    key.lendTo(secret -> fields.put(KEY_AT, secret));
    fields.put(SIGNATURE_AT, key.signature().toString().getBytes(StandardCharsets.US_ASCII));
    key.salt().copyTo(token, SALT_AT);
    return token;
  }

  /**
   * The key of a token, which the caller owns; {@code token} stays the caller's to zero.
   *
   * @param wanted the description that the token had in the keyring
   * @throws InvalidKeyException if it is no token of a passphrase key, or its key has another
   *     signature
   */
  PassphraseKey decode(byte[] token, KeySignature wanted) throws InvalidKeyException {
    ByteBuffer fields = ByteBuffer.wrap(token).order(order);
    if (token.length < BYTES || fields.getShort(0) != VERSION) {
      throw refused(wanted, "it is no eCryptfs token of " + BYTES + " bytes and version 0.4");
    }
    if (fields.getShort(TYPE_AT) != PASSPHRASE) {
      throw refused(wanted, "it is a public key of ecryptfsd, whose secret half is not there");
    }
    if (fields.getInt(KEY_BYTES_AT) != PassphraseKey.BYTES
        || (fields.getInt(FLAGS_AT) & KEY_IS_SET) == 0) {
      throw refused(wanted, "the token holds no key of " + PassphraseKey.BYTES + " bytes");
    }
    Bytes salt = Bytes.copyOf(token, SALT_AT, PassphraseKey.SALT_BYTES);
    byte[] secret = Arrays.copyOfRange(token, KEY_AT, KEY_AT + PassphraseKey.BYTES);
    PassphraseKey key = PassphraseKey.adopt(secret, salt);
    if (!key.signature().equals(wanted)) {
      key.close();
      throw refused(wanted, "the token holds another key, " + key.signature());
    }
    return key;
  }

  private static InvalidKeyException refused(KeySignature wanted, String reason) {
    return new InvalidKeyException("key " + wanted + " of the kernel keyring: " + reason);
  }
}
