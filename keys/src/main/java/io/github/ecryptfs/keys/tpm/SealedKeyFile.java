package io.github.ecryptfs.keys.tpm;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.file.KeyFileBytes;
import io.github.ecryptfs.keys.file.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file with a passphrase key that a TPM has sealed ({@code docs/keys.md}, "Sealed key files").
 * Without that TPM, in the state that the key was sealed to, it is worth nothing.
 *
 * @param signature names the key
 * @param salt that the key was derived with
 * @param pcrs which registers the TPM compares
 * @param sealed what the TPM made of the 64 bytes of the key
 */
record SealedKeyFile(KeySignature signature, Bytes salt, PcrSelection pcrs, SealedData sealed) {
  private static final byte[] MARK = "eCryptfsTPM2".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int MAXIMUM_BYTES = 1024;
  private static final int FIXED_BYTES =
      MARK.length + 1 + KeySignature.BYTES + PassphraseKey.SALT_BYTES + 2 + 3;

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, or is damaged, or no such file
   */
  static SealedKeyFile read(Path file) throws IOException {
    byte[] content = KeyFileBytes.readPublic(file, MAXIMUM_BYTES);
    try {
      return parse(content);
    } catch (MalformedFileException e) {
      throw new IOException("sealed key " + file + ": " + e.getMessage(), e);
    }
  }

  /** Makes {@code file} hold this, in one step, with mode 0600. */
  void write(Path file) throws IOException {
    PrivateFile.replace(file, toBytes());
  }

  /** What is wrong with the content of a file. */
  static final class MalformedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedFileException(String message) {
      super(message);
    }
  }

  /** Parses the content of a file. */
  static SealedKeyFile parse(byte[] content) throws MalformedFileException {
    if (content.length < FIXED_BYTES
        || !Arrays.equals(content, 0, MARK.length, MARK, 0, MARK.length)) {
      throw new MalformedFileException("it is no key that a TPM has sealed");
    }
    ByteBuffer in = ByteBuffer.wrap(content).position(MARK.length);
    int version = in.get() & 0xff;
    if (version != VERSION) {
      throw new MalformedFileException("it has version " + version + ", this release reads 1");
    }
    KeySignature signature = new KeySignature(in.getLong());
    Bytes salt = part(in, PassphraseKey.SALT_BYTES);
    PcrSelection pcrs = pcrs(in);
    SealedData sealed = new SealedData(sized(in), sized(in));
    if (in.hasRemaining()) {
      throw damaged(in.remaining() + " bytes follow its end");
    }
    return new SealedKeyFile(signature, salt, pcrs, sealed);
  }

  private static PcrSelection pcrs(ByteBuffer in) throws MalformedFileException {
    int bank = in.getShort() & 0xffff;
    int bits = (in.get() & 0xff) | ((in.get() & 0xff) << 8) | ((in.get() & 0xff) << 16);
    if (bank != Tpm.SHA_256 || bits == 0) {
      throw damaged("it is sealed to no registers of the SHA-256 bank");
    }
    return new PcrSelection(bits);
  }

  private static Bytes sized(ByteBuffer in) throws MalformedFileException {
    int size = in.remaining() < 2 ? 0 : in.getShort() & 0xffff;
    if (size == 0 || size > SealedData.MAXIMUM_PART_BYTES || size > in.remaining()) {
      throw damaged("it is cut short");
    }
    return part(in, size);
  }

  private static Bytes part(ByteBuffer in, int size) {
    byte[] part = new byte[size];
    in.get(part);
    return Bytes.copyOf(part);
  }

  private static MalformedFileException damaged(String problem) {
    return new MalformedFileException("damaged: " + problem + "; seal the key again");
  }

  /** The content of the file. */
  byte[] toBytes() {
    int bits = pcrs.bits();
    int size = FIXED_BYTES + 4 + sealed.publicPart().size() + sealed.privatePart().size();
    return ByteBuffer.allocate(size)
        .put(MARK)
        .put((byte) VERSION)
        .putLong(signature.bits())
        .put(salt.toArray())
        .putShort((short) Tpm.SHA_256)
        .put((byte) bits)
        .put((byte) (bits >> 8))
        .put((byte) (bits >> 16))
        .putShort((short) sealed.publicPart().size())
        .put(sealed.publicPart().toArray())
        .putShort((short) sealed.privatePart().size())
        .put(sealed.privatePart().toArray())
        .array();
  }
}
