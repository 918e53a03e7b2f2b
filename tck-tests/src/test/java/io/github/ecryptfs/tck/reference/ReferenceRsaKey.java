package io.github.ecryptfs.tck.reference;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * An RSA key by the rules of the openssl key module ({@code docs/format.md}, "Public keys").
 * Immutable.
 */
public final class ReferenceRsaKey implements ReferenceKey {
  private static final byte[] RSA_ALGORITHM =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private final RSAPrivateCrtKey key;

  private ReferenceRsaKey(RSAPrivateCrtKey key) {
    this.key = key;
  }

  /** Reads an unencrypted PEM file in the traditional format ({@code BEGIN RSA PRIVATE KEY}). */
  public static ReferenceRsaKey ofPem(String pem) throws UnreadableException {
    try {
      byte[] pkcs8 = der(0x30, RSA_ALGORITHM, der(0x04, body(pem)));
      return new ReferenceRsaKey(
          (RSAPrivateCrtKey)
              KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      throw new UnreadableException("not an RSA key", e);
    }
  }

  @Override
  public String signature() {
    byte[] n = minimal(key.getModulus());
    byte[] e = minimal(key.getPublicExponent());
    ByteBuffer text = ByteBuffer.allocate(13 + n.length + e.length);
    text.put((byte) 0x99).putShort((short) (10 + n.length + e.length));
    text.put((byte) 4).putInt(0).put((byte) 2);
    text.putShort((short) key.getModulus().bitLength()).put(n);
    text.putShort((short) key.getPublicExponent().bitLength()).put(e);
    return HexFormat.of().formatHex(Digests.of("SHA-1", text.array()), 0, 8);
  }

  /** The file key of a tag 1 packet: cipher code, key, checksum. */
  FileKey unwrap(byte[] wrapped) throws UnreadableException {
    byte[] plain = decrypt(wrapped);
    byte[] raw = Arrays.copyOfRange(plain, 1, plain.length - 2);
    int sum = 0;
    for (byte b : raw) {
      sum += b & 0xff;
    }
    if ((sum & 0xffff) != (ByteBuffer.wrap(plain).getShort(plain.length - 2) & 0xffff)) {
      throw new UnreadableException("the checksum of the file key is wrong");
    }
    return new FileKey(ReferenceCipher.ofCode(plain[0]), raw);
  }

  private byte[] decrypt(byte[] wrapped) throws UnreadableException {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          key,
          new OAEPParameterSpec(
              "SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
      return cipher.doFinal(wrapped);
    } catch (GeneralSecurityException e) {
      throw new UnreadableException("the file key is not for this RSA key", e);
    }
  }

  private static byte[] body(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    whole.write(
        0x82); // a length in two bytes: valid BER, which the JDK accepts for every size here
    whole.write(content.size() >> 8);
    whole.write(content.size());
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  private static byte[] minimal(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }
}
