package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.WrappingKey;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;

/**
 * OpenPGP keys of a GnuPG home ({@code docs/format.md}, "Wrapping by an OpenPGP key"). File keys
 * are wrapped for their encryption subkeys, and unwrapped by gpg-agent, which asks for a passphrase
 * or PIN when it needs one. A key whose secret half is not there, as that of another person, wraps
 * only.
 *
 * <p>Thread-safe. Keys are looked up at each {@link #unlock()}.
 */
public final class GnuPgKeys implements KeySource {
  private final GnuPgHome home;
  private final List<String> recipients;

  private GnuPgKeys(GnuPgHome home, List<String> recipients) {
    this.home = home;
    this.recipients = recipients;
  }

  /**
   * The keys of {@code recipients}, in that order.
   *
   * @param recipients a fingerprint each, or a name or address that fits one key; a key that is not
   *     trusted must be given by its fingerprint
   */
  public static GnuPgKeys of(GnuPgHome home, String... recipients) {
    return new GnuPgKeys(home, List.of(recipients));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IOException if gpg cannot be run
   * @throws InvalidKeyException if there is no such key, or several, or it is expired, revoked,
   *     disabled, not trusted, or has no encryption subkey that is RSA or Curve25519
   */
  @Override
  public List<WrappingKey> unlock() throws IOException, GeneralSecurityException {
    List<WrappingKey> keys = new ArrayList<>();
    for (String name : recipients) {
      keys.add(key(KeyListing.recipient(name, home.listing(name))));
    }
    return keys;
  }

  private WrappingKey key(Recipient recipient) throws GeneralSecurityException {
    GpgAgent agent = GpgAgent.of(home);
    return recipient.publicKey() instanceof PublicKeyData.Rsa rsa
        ? new RsaRecipientKey(recipient, rsa, agent)
        : new Curve25519RecipientKey(
            recipient, (PublicKeyData.Curve25519) recipient.publicKey(), agent);
  }
}
