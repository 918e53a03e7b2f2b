package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.EngineShelf;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.keys.KeyRing;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of a mount: makes, wraps and unwraps the keys of its files. Thread-safe.
 *
 * @param ring all unlocked keys
 * @param contentKeys which of them wrap the key of a new file, in the order of its packets
 * @param cipher the cipher of new files
 * @param random makes new file keys
 * @param engines work with file keys
 */
public record FileKeys(
    KeyRing ring,
    List<KeySignature> contentKeys,
    CipherSpec cipher,
    SecureRandom random,
    EngineShelf engines) {
  /** A new file key. */
  FileEncryptionKey generate() {
    return FileEncryptionKey.generate(cipher, random);
  }

  /** The key wrapped by each content key. */
  List<WrappedFileKey> wrap(FileEncryptionKey key) throws GeneralSecurityException {
    List<WrappedFileKey> wrapped = new ArrayList<>();
    for (KeySignature signature : contentKeys) {
      wrapped.add(ring.find(signature).orElseThrow().wrap(key));
    }
    return wrapped;
  }
}
