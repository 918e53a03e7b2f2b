package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.crypto.WrappedFileKey.ByPublicKey;
import io.github.ecryptfs.keys.FileKeyEnvelope;
import io.github.ecryptfs.keys.WrappingKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * A subkey on Curve25519: wraps here, and unwraps a shared secret that gpg-agent computes ({@code
 * docs/format.md}, "Wrapping by an OpenPGP key").
 *
 * <p>Thread-safe; holds no secret.
 */
final class Curve25519RecipientKey implements WrappingKey {
  /** Offset of the key ID in a fingerprint. */
  private static final int KEY_ID_AT = 12;

  private static final int POINT_BITS = 263;
  private static final byte NATIVE_POINT = 0x40;
  private static final int WRAPPED_AT = 2 + 1 + EcdhWrapping.POINT_BYTES + 1;

  private final Recipient recipient;
  private final GpgAgent agent;
  private final EcdhWrapping wrapping;
  private final KeySignature signature;

  /**
   * The key of {@code recipient}.
   *
   * @throws GeneralSecurityException if it wants a hash or cipher that is not known
   */
  Curve25519RecipientKey(Recipient recipient, PublicKeyData.Curve25519 key, GpgAgent agent)
      throws GeneralSecurityException {
    this.recipient = recipient;
    this.agent = agent;
    this.wrapping = EcdhWrapping.of(key, recipient.fingerprint());
    this.signature = KeySignature.read(recipient.fingerprint().toArray(), KEY_ID_AT);
  }

  @Override
  public KeySignature signature() {
    return signature;
  }

  @Override
  public ByPublicKey wrap(FileEncryptionKey key) throws GeneralSecurityException {
    byte[] envelope = FileKeyEnvelope.seal(key);
    try {
      EcdhWrapping.Wrapped wrapped = wrapping.wrap(envelope);
      byte[] body =
          ByteBuffer.allocate(WRAPPED_AT + wrapped.key().size())
              .putShort((short) POINT_BITS)
              .put(NATIVE_POINT)
              .put(wrapped.point().toArray())
              .put((byte) wrapped.key().size())
              .put(wrapped.key().toArray())
              .array();
      return new ByPublicKey(signature, ByPublicKey.ECDH, Bytes.copyOf(body));
    } finally {
      Arrays.fill(envelope, (byte) 0);
    }
  }

  @Override
  public FileEncryptionKey unwrap(WrappedFileKey wrapped) throws KeyUnwrapException {
    if (wrapped instanceof ByPublicKey ours && isOfThisKind(ours.wrapped())) {
      return unwrap(ours.wrapped().toArray());
    }
    throw new KeyUnwrapException(recipient + ": the packet was not made for a Curve25519 key");
  }

  private static boolean isOfThisKind(Bytes body) {
    return body.size() > WRAPPED_AT
        && (body.at(0) << 8 | body.at(1)) == POINT_BITS
        && body.at(2) == NATIVE_POINT
        && body.at(WRAPPED_AT - 1) == body.size() - WRAPPED_AT;
  }

  private FileEncryptionKey unwrap(byte[] body) throws KeyUnwrapException {
    Bytes point = Bytes.copyOf(body, 2, 1 + EcdhWrapping.POINT_BYTES);
    Bytes counted = Bytes.copyOf(body, WRAPPED_AT - 1, body.length - WRAPPED_AT + 1);
    Bytes wrapped = Bytes.copyOf(body, WRAPPED_AT, body.length - WRAPPED_AT);
    try (Plaintext shared = agent.decrypt(recipient, Canonical.ecdh(counted, point))) {
      byte[] envelope = wrapping.unwrap(sharedSecret(shared.bytes()), wrapped);
      try {
        return FileKeyEnvelope.open(envelope);
      } finally {
        Arrays.fill(envelope, (byte) 0);
      }
    } catch (GeneralSecurityException e) {
      throw e instanceof KeyUnwrapException known
          ? known
          : new KeyUnwrapException(
              recipient + ": it does not decrypt the file key; the packet is damaged", e);
    }
  }

  /** The agent marks the point as one in the native form of the curve; cards may not. */
  private byte[] sharedSecret(byte[] point) throws KeyUnwrapException {
    int mark = point.length - EcdhWrapping.POINT_BYTES;
    if (mark == 0 || (mark == 1 && point[0] == NATIVE_POINT)) {
      return Arrays.copyOfRange(point, mark, point.length);
    }
    throw new KeyUnwrapException(recipient + ": gpg-agent answers with no shared secret");
  }

  /** Nothing to destroy: the secret key is the agent's. */
  @Override
  public void close() {}

  /** Names the key by its fingerprint. */
  @Override
  public String toString() {
    return recipient.toString();
  }
}
