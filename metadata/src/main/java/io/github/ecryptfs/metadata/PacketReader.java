package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.KeySignature;

/**
 * A position in a run of packets or in the body of one, with exact bounds ({@code docs/format.md},
 * "Packet set"). All offsets in messages count from the start of the header, xattr value or
 * encrypted name.
 *
 * <p>Not thread-safe: confined to one parse.
 */
final class PacketReader {
  private static final int ONE_BYTE_LIMIT = 192;
  private static final int TWO_BYTE_LIMIT = 224;

  private final Place place;
  private final byte[] source;
  private final int end;
  private int position;

  /** What is read; told in messages only, which few parses need, so the text waits until then. */
  private enum Whole {
    HEADER("packet set", "header"),
    NAME("encrypted name", "name");

    private final String run;
    private final String noun;

    Whole(String run, String noun) {
      this.run = run;
      this.noun = noun;
    }
  }

  /**
   * Where a reader stands.
   *
   * @param packet the packet whose body it reads; empty for the whole run
   * @param offset where that packet starts
   */
  private record Place(Whole whole, String packet, int offset) {
    String text() {
      return packet.isEmpty() ? whole.run : whole.run + ": " + packet + " at offset " + offset;
    }
  }

  private PacketReader(Place place, byte[] source, int position, int end) {
    this.place = place;
    this.source = source;
    this.position = position;
    this.end = end;
  }

  /**
   * Reads the packets of a header; {@code end} is the first offset after the bytes that are there.
   */
  static PacketReader ofPacketSet(byte[] source, int position, int end) {
    return new PacketReader(new Place(Whole.HEADER, "", 0), source, position, end);
  }

  /** Reads the packet of an encrypted name. */
  static PacketReader ofName(byte[] source, int end) {
    return new PacketReader(new Place(Whole.NAME, "", 0), source, 0, end);
  }

  /** The offset of the next byte. */
  int position() {
    return position;
  }

  /** How many bytes are left. */
  int remaining() {
    return end - position;
  }

  /** The next byte, which stays; {@code whenNone} if nothing is left. */
  int peekOr(int whenNone) {
    return remaining() == 0 ? whenNone : source[position] & 0xff;
  }

  /**
   * Steps over the packet that starts here and gives its body, which lies wholly inside the bounds.
   */
  PacketReader nextBody(String name) throws MalformedMetadataException {
    Place packet = new Place(place.whole, name, position);
    position++;
    int length = readLength(packet);
    if (length > remaining()) {
      throw cutShort(packet, "claims " + length + " bytes, " + remaining() + " are left");
    }
    position += length;
    return new PacketReader(packet, source, position - length, position);
  }

  /** Refuses a body of less than {@code minimum} or more than {@code maximum} bytes. */
  void requireBytes(int minimum, int maximum) throws MalformedMetadataException {
    if (remaining() < minimum || remaining() > maximum) {
      String range = minimum == maximum ? "" + minimum : minimum + " to " + maximum;
      throw damaged("has " + remaining() + " bytes, want " + range);
    }
  }

  /** The next byte, from 0 to 255. */
  int readByte() {
    return source[position++] & 0xff;
  }

  /** Reads a byte that has but one legal value. */
  void expect(int value, String what) throws MalformedMetadataException {
    int found = readByte();
    if (found != value) {
      throw damaged(
          String.format("%s at offset %d is %d, want %d", what, position - 1, found, value));
    }
  }

  /** Steps over bytes that mean nothing on reading. */
  void skip(int bytes) {
    position += bytes;
  }

  /** The next {@code count} bytes. */
  Bytes readBytes(int count) {
    position += count;
    return Bytes.copyOf(source, position - count, count);
  }

  /** All bytes that are left. */
  Bytes readRest() {
    return readBytes(remaining());
  }

  /** The next eight bytes. */
  KeySignature readSignature() {
    position += KeySignature.BYTES;
    return KeySignature.read(source, position - KeySignature.BYTES);
  }

  /** The next byte, as the code of a cipher that is known. */
  int readCipherCode() throws MalformedMetadataException {
    int code = readByte();
    if (CipherSpec.algorithmOf(code).isEmpty()) {
      throw damaged(String.format("unknown cipher code %02x at offset %d", code, position - 1));
    }
    return code;
  }

  /** What to throw when a byte has a value that it must not have. */
  MalformedMetadataException damaged(String problem) {
    return damaged(place.text() + ": ", problem);
  }

  private MalformedMetadataException damaged(String where, String problem) {
    return new MalformedMetadataException(
        where + problem + "; the " + place.whole.noun + " is damaged");
  }

  private static MalformedMetadataException cutShort(Place packet, String problem) {
    return new MalformedMetadataException(
        packet.text() + " " + problem + "; the " + packet.whole.noun + " is cut short");
  }

  private int readLength(Place packet) throws MalformedMetadataException {
    int first = readLengthByte(packet);
    if (first < ONE_BYTE_LIMIT) {
      return first;
    }
    if (first < TWO_BYTE_LIMIT) {
      return ((first - ONE_BYTE_LIMIT) << 8) + readLengthByte(packet) + ONE_BYTE_LIMIT;
    }
    throw damaged(
        packet.text() + " ", "has length byte " + first + ", want less than " + TWO_BYTE_LIMIT);
  }

  private int readLengthByte(Place packet) throws MalformedMetadataException {
    if (remaining() == 0) {
      throw cutShort(packet, "ends within its length");
    }
    return readByte();
  }
}
