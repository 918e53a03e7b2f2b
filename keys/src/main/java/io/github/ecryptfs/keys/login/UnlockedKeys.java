package io.github.ecryptfs.keys.login;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.security.auth.Destroyable;
import javax.security.auth.Subject;

/**
 * Keys that were unlocked once, for any number of mounts; the credential that {@link
 * EcryptfsLoginModule} gives a subject.
 *
 * <p>A mount that was opened with them goes on when this is closed, as at logout: a key is
 * destroyed when both this and the last such mount are closed. From then on it opens no more
 * mounts.
 *
 * <p>Thread-safe.
 */
public final class UnlockedKeys implements KeySource, Destroyable {
  private final List<SharedKey> keys;

  @GuardedBy("this")
  private boolean closed;

  private UnlockedKeys(List<SharedKey> keys) {
    this.keys = keys;
  }

  /**
   * Unlocks a source, once. The source stays the property of the caller and may be closed.
   *
   * @throws IOException if the source cannot be read
   * @throws GeneralSecurityException if it does not unlock
   */
  public static UnlockedKeys from(KeySource source) throws IOException, GeneralSecurityException {
    return new UnlockedKeys(source.unlock().stream().map(SharedKey::new).toList());
  }

  /**
   * All keys among the private credentials of a subject, for a mount. Closing the result closes
   * none of them.
   *
   * @throws IllegalArgumentException if the subject has none
   */
  public static KeySource of(Subject subject) {
    Set<UnlockedKeys> found = subject.getPrivateCredentials(UnlockedKeys.class);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "the subject has no eCryptfs keys; log in by way of "
              + EcryptfsLoginModule.class.getName());
    }
    return () -> {
      List<WrappingKey> all = new ArrayList<>();
      for (UnlockedKeys keys : found) {
        all.addAll(keys.unlock());
      }
      return all;
    };
  }

  @Override
  public synchronized List<WrappingKey> unlock() {
    if (closed) {
      throw new IllegalStateException("keys used after logout");
    }
    return keys.stream().map(SharedKey::lease).toList();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      keys.forEach(SharedKey::release);
    }
  }

  @Override
  public void destroy() {
    close();
  }

  @Override
  public synchronized boolean isDestroyed() {
    return closed;
  }
}
