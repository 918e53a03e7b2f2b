package io.github.ecryptfs.provider;

import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.metadata.EncryptedName;
import io.github.ecryptfs.metadata.MalformedMetadataException;
import io.github.ecryptfs.metadata.Tag70Packet;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Tells from the names in a lower root directory how a tree's names were encrypted. */
final class RootSample {
  private static final int AES_192_CODE = 0x08;
  private static final int AES_256_CODE = 0x09;

  private RootSample() {}

  /**
   * A name packet from the directory that was made under one of the keys that {@code find} knows.
   */
  static Optional<Tag70Packet> of(Path lowerRoot, Function<KeySignature, Optional<?>> find)
      throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(lowerRoot, EncryptedName.PREFIX + "*")) {
      for (Path entry : entries) {
        Optional<Tag70Packet> packet =
            packetOf(entry).filter(p -> find.apply(p.signature()).isPresent());
        if (packet.isPresent()) {
          return packet;
        }
      }
      return Optional.empty();
    }
  }

  private static Optional<Tag70Packet> packetOf(Path entry) {
    try {
      return Optional.of(EncryptedName.parse(entry.getFileName().toString()));
    } catch (MalformedMetadataException e) {
      return Optional.empty(); // a name that no mount shows
    }
  }

  /**
   * The cipher of a packet: its code tells the key size of AES; else it is taken from {@code
   * usual}.
   */
  static CipherSpec cipherOf(Tag70Packet packet, CipherSpec usual) {
    Optional<CipherAlgorithm> algorithm = CipherSpec.algorithmOf(packet.cipherCode());
    if (algorithm.equals(Optional.of(CipherAlgorithm.AES))) {
      return new CipherSpec(CipherAlgorithm.AES, aesKeyBytes(packet.cipherCode()));
    }
    return algorithm
        .filter(a -> a.accepts(usual.keyBytes()))
        .map(a -> new CipherSpec(a, usual.keyBytes()))
        .orElse(usual);
  }

  private static int aesKeyBytes(int code) {
    return switch (code) {
      case AES_192_CODE -> 24;
      case AES_256_CODE -> 32;
      default -> 16;
    };
  }
}
