package io.github.ecryptfs.metadata;

import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.List;
import java.util.Optional;

/** A packet of a header ({@code docs/format.md}, "Packet set"). */
sealed interface Packet permits Tag1Packet, Tag3Packet, Tag11Packet {
  /** The most bytes that a wrapped key may have. */
  int MAXIMUM_WRAPPED_BYTES = 512;

  /**
   * The packet that starts here; empty where the set ends, at the first byte that is no known tag.
   */
  static Optional<Packet> readNext(PacketReader in) throws MalformedMetadataException {
    return switch (in.peekOr(0)) {
      case Tag1Packet.TAG -> Optional.of(Tag1Packet.read(in.nextBody("tag 1")));
      case Tag3Packet.TAG -> Optional.of(Tag3Packet.read(in.nextBody("tag 3")));
      case Tag11Packet.TAG -> Optional.of(Tag11Packet.read(in.nextBody("tag 11")));
      default -> Optional.empty();
    };
  }

  /** The packets that hold {@code key}. */
  static List<Packet> of(WrappedFileKey key) {
    if (key instanceof WrappedFileKey.ByPassphrase byPassphrase) {
      return List.of(Tag3Packet.of(byPassphrase), new Tag11Packet(byPassphrase.signature()));
    }
    return List.of(Tag1Packet.of((WrappedFileKey.ByPublicKey) key));
  }

  /**
   * The wrapped key that starts here; a tag 3 packet reads the tag 11 packet that must follow it.
   */
  WrappedFileKey toWrappedKey(PacketReader rest) throws MalformedMetadataException;

  /** Writes tag, length and body. */
  void writeTo(PacketWriter out);
}
