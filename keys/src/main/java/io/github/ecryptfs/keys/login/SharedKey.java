package io.github.ecryptfs.keys.login;

import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.keys.WrappingKey;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A key with several owners, which the last of them destroys. Thread-safe. */
final class SharedKey {
  private final WrappingKey key;
  private final AtomicInteger owners = new AtomicInteger(1);

  /** Takes {@code key} over, with one owner. */
  SharedKey(WrappingKey key) {
    this.key = key;
  }

  /** The key for one more owner; called while there is one. */
  WrappingKey lease() {
    owners.incrementAndGet();
    return new Lease();
  }

  /** Ends one ownership. */
  void release() {
    if (owners.decrementAndGet() == 0) {
      key.close();
    }
  }

  private final class Lease implements WrappingKey {
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public KeySignature signature() {
      return key.signature();
    }

    @Override
    public WrappedFileKey wrap(FileEncryptionKey fileKey) throws GeneralSecurityException {
      return key.wrap(fileKey);
    }

    @Override
    public FileEncryptionKey unwrap(WrappedFileKey wrapped) throws KeyUnwrapException {
      return key.unwrap(wrapped);
    }

    @Override
    public Optional<PassphraseKey> passphraseKey() {
      return key.passphraseKey();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release();
      }
    }

    @Override
    public String toString() {
      return key.toString();
    }
  }
}
