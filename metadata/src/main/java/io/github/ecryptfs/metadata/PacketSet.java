package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The packets of a header: one file key, wrapped once for each key that opens the file ({@code
 * docs/format.md}, "Packet set").
 *
 * @param keys the wrapped keys in file order, at least one
 */
record PacketSet(List<WrappedFileKey> keys) {
  PacketSet {
    keys = List.copyOf(keys);
  }

  /**
   * Parses the packets from {@code offset} on. They end at the first byte that is no known tag, or
   * at {@code end}.
   *
   * @param end the first offset after the bytes that are there; it bounds how many packets there
   *     can be
   */
  static PacketSet parse(byte[] source, int offset, int end) throws MalformedMetadataException {
    PacketReader in = PacketReader.ofPacketSet(source, offset, end);
    List<WrappedFileKey> keys = new ArrayList<>();
    Optional<Packet> packet = Packet.readNext(in);
    while (packet.isPresent()) {
      keys.add(packet.get().toWrappedKey(in));
      packet = Packet.readNext(in);
    }
    if (keys.isEmpty()) {
      throw in.damaged("no packet at offset " + offset);
    }
    return new PacketSet(keys);
  }

  /** The packets without an end mark. */
  byte[] encode() {
    PacketWriter out = new PacketWriter();
    for (WrappedFileKey key : keys) {
      Packet.of(key).forEach(packet -> packet.writeTo(out));
    }
    return out.toByteArray();
  }
}
