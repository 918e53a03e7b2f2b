package io.github.ecryptfs.crypto;

import java.util.function.Function;
import javax.security.auth.Destroyable;

/**
 * The 64 bytes that a passphrase gives: they wrap file keys and encrypt names ({@code docs/format.md}, "Keys").
 */
public final class PassphraseKey implements Destroyable, AutoCloseable {
  public static PassphraseKey derive(byte[] passphrase, Bytes salt) { throw new UnsupportedOperationException(); }
  public static PassphraseKey adopt(byte[] key, Bytes salt) { throw new UnsupportedOperationException(); }
  public KeySignature signature() { throw new UnsupportedOperationException(); }
  public Bytes salt() { throw new UnsupportedOperationException(); }
  public WrappedFileKey.ByPassphrase wrap(FileEncryptionKey key) { throw new UnsupportedOperationException(); }
  public FileEncryptionKey unwrap(WrappedFileKey.ByPassphrase wrapped) throws KeyUnwrapException { throw new UnsupportedOperationException(); }
  public <T> T lendTo(Function<byte[], T> use) { throw new UnsupportedOperationException(); }
  @Override public void destroy() { throw new UnsupportedOperationException(); }
  @Override public void close() { destroy(); }
}
