package io.github.ecryptfs.keys;

import io.github.ecryptfs.crypto.KeySignature;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * The signature of an RSA key ({@code docs/format.md}, "Public keys"): the first eight bytes of the
 * fingerprint that OpenPGP gives a version 4 key made at second 0. SHA-1 because the format
 * prescribes it.
 */
public final class PublicKeySignature {
  private static final int OPENPGP_KEY = 0x99;
  private static final int VERSION = 4;
  private static final int RSA_ENCRYPT_ONLY = 2;
  private static final int FIXED_BYTES =
      10; // version, time of four bytes, algorithm, two bit counts

  private PublicKeySignature() {}

  /** The signature of {@code key}. */
  public static KeySignature of(RSAPublicKey key) throws NoSuchAlgorithmException {
    byte[] modulus = magnitude(key.getModulus());
    byte[] exponent = magnitude(key.getPublicExponent());
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(OPENPGP_KEY);
    writeShort(packet, FIXED_BYTES + modulus.length + exponent.length);
    packet.write(VERSION);
    packet.writeBytes(new byte[4]);
    packet.write(RSA_ENCRYPT_ONLY);
    writeShort(packet, key.getModulus().bitLength());
    packet.writeBytes(modulus);
    writeShort(packet, key.getPublicExponent().bitLength());
    packet.writeBytes(exponent);
    return KeySignature.read(sha1(packet.toByteArray()), 0);
  }

  private static byte[] magnitude(BigInteger positive) {
    byte[] bytes = positive.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static void writeShort(ByteArrayOutputStream target, int value) {
    target.write(value >> 8);
    target.write(value);
  }

  private static byte[] sha1(byte[] message) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-1").digest(message);
  }
}
