package io.github.ecryptfs.keys;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * A place that wrapping keys come from: a passphrase, a key file, a token. A new kind of key is a
 * new implementation; it meets no packet.
 *
 * <p>A source may be asked several times until it is closed. Implementations are thread-safe.
 */
public interface KeySource extends AutoCloseable {
  /**
   * Unlocks the keys of this source, in the order in which their signatures are to stand in a
   * header. The caller owns and closes them; they outlive the source.
   *
   * @throws IOException if the source cannot be read
   * @throws GeneralSecurityException if it does not unlock, or holds no key of a usable kind
   * @throws IllegalStateException if the source is closed
   */
  List<WrappingKey> unlock() throws IOException, GeneralSecurityException;

  /**
   * Zeroes the secrets that this source keeps for unlocking. Does not throw; a second call does
   * nothing.
   */
  @Override
  default void close() {}
}
