package io.github.ecryptfs.keys.pkcs11;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Optional;

/**
 * Where a token is: the library of its driver, and the slot.
 *
 * @param library the PKCS#11 library, as {@code /usr/lib/softhsm/libsofthsm2.so}
 * @param byIndex whether {@code slot} counts the slots from 0, else it is the number that the
 *     library gives the slot
 * @param slot which slot
 */
public record Pkcs11Token(Path library, boolean byIndex, long slot) {
  /** Checks that the library's path can be told to the JDK. */
  public Pkcs11Token {
    if (slot < 0) {
      throw new IllegalArgumentException("PKCS#11 slot: want 0 or more, got " + slot);
    }
    if (library.toString().chars().anyMatch(c -> c == '"' || c == '\n' || c == '$')) {
      throw new IllegalArgumentException(
          "PKCS#11 library: the JDK takes no path with a quote, dollar sign or line break");
    }
  }

  /** The token in the slot that stands at {@code index} of the list, which begins at 0. */
  public static Pkcs11Token atIndex(Path library, int index) {
    return new Pkcs11Token(library, true, index);
  }

  /** The token in the slot that the library gives the number {@code slot}. */
  public static Pkcs11Token inSlot(Path library, long slot) {
    return new Pkcs11Token(library, false, slot);
  }

  /**
   * A provider of the JDK for this token, registered nowhere.
   *
   * @throws NoSuchFileException if the library is missing
   * @throws KeyStoreException if the library or the slot is not usable, or there is no token in it
   */
  AuthProvider provider() throws NoSuchFileException, KeyStoreException {
    if (!Files.exists(library)) {
      throw new NoSuchFileException(
          library.toString(), null, "no such PKCS#11 library; install the driver of the token");
    }
    Provider base =
        Optional.ofNullable(Security.getProvider("SunPKCS11"))
            .orElseThrow(
                () -> new KeyStoreException("no PKCS#11 here: Java lacks jdk.crypto.cryptoki"));
    try {
      return withToken((AuthProvider) base.configure(configuration()));
    } catch (ProviderException e) {
      throw new KeyStoreException(this + " is not usable: " + reason(e), e);
    }
  }

  private String configuration() {
    return "--name=ecryptfs\nlibrary=\""
        + library
        + "\"\n"
        + (byIndex ? "slotListIndex=" : "slot=")
        + slot
        + "\n";
  }

  private AuthProvider withToken(AuthProvider provider) throws KeyStoreException {
    if (provider.getService("KeyStore", "PKCS11") == null) {
      throw new KeyStoreException("no token in " + this + "; plug it in and mount anew");
    }
    return provider;
  }

  private static String reason(ProviderException e) {
    String reasons = TokenErrors.text(e);
    if (reasons.contains("CKR_TOKEN_NOT_RECOGNIZED")) {
      return "the token in it is not initialised (CKR_TOKEN_NOT_RECOGNIZED)";
    }
    if (reasons.contains("CKR_SLOT_ID_INVALID")) {
      return "there is no such slot (CKR_SLOT_ID_INVALID); pkcs11-tool --module LIBRARY -L lists"
          + " them";
    }
    return reasons;
  }

  /** Names library and slot. */
  @Override
  public String toString() {
    return (byIndex ? "slot at index " : "slot ") + slot + " of " + library;
  }
}
