package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.crypto.Bytes;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@code gpg --with-colons --with-keygrip --with-key-data --list-keys} tells: keys with their
 * subkeys. Each line is a record, its fields between colons, the first of which says what it is.
 *
 * <p>Confined to one parse.
 */
final class KeyListing {
  private static final int VALIDITY = 1;
  private static final int ALGORITHM = 3;
  private static final int CREATED = 5;
  private static final int EXPIRES = 6;
  private static final int VALUE = 9; // of fpr and grp records
  private static final int CAPABILITIES = 11;

  private static final int RSA = 1;
  private static final int RSA_ENCRYPT_ONLY = 2;
  private static final int ECDH = 18;

  /** Length and object identifier of Curve25519. */
  private static final String CURVE25519 = "0A2B060104019755010501";

  private static final int NATIVE_POINT = 0x40;
  private static final int FINGERPRINT_BYTES = 20;

  private final String wanted;
  private final List<Key> primaries = new ArrayList<>();

  private KeyListing(String wanted) {
    this.wanted = wanted;
  }

  /**
   * The encryption subkey to use of the one key that {@code listing} has.
   *
   * @param wanted what gpg was asked for
   * @throws InvalidKeyException if there is none or more than one, or it is not to be used; says
   *     why
   */
  static Recipient recipient(String wanted, String listing) throws InvalidKeyException {
    KeyListing keys = new KeyListing(wanted);
    listing.lines().map(line -> List.of(line.split(":", -1))).forEach(keys::add);
    return keys.recipient();
  }

  /** A primary key with its subkeys, or a subkey. */
  private static final class Key {
    private final List<String> fields;
    private final Map<Integer, String> data = new TreeMap<>();
    private final List<Key> subkeys = new ArrayList<>();
    private String fingerprint = "";
    private String keygrip = "";

    Key(List<String> fields) {
      this.fields = fields;
    }

    String field(int index) {
      return index < fields.size() ? fields.get(index) : "";
    }

    int number(int index) {
      String text = field(index);
      return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    long created() {
      String seconds = field(CREATED);
      return seconds.matches("[0-9]{1,12}") ? Long.parseLong(seconds) : 0;
    }

    /** What keeps the key from being used, if anything does. */
    Optional<String> flaw() {
      return switch (field(VALIDITY)) {
        case "r" -> Optional.of("is revoked");
        case "e" -> Optional.of("expired on " + date(field(EXPIRES)));
        case "i", "n" -> Optional.of("is not valid");
        case "d" -> Optional.of("is disabled");
        default -> Optional.empty();
      };
    }

    boolean encrypts() {
      return field(CAPABILITIES).contains("e");
    }

    private static String date(String seconds) {
      return seconds.matches("[0-9]{1,10}")
          ? Instant.ofEpochSecond(Long.parseLong(seconds)).toString().substring(0, 10)
          : "an unknown day";
    }
  }

  private void add(List<String> fields) {
    Key key = new Key(fields);
    switch (fields.get(0)) {
      case "pub" -> primaries.add(key);
      case "sub" -> last(primaries).ifPresent(primary -> primary.subkeys.add(key));
      case "fpr" -> newest().ifPresent(newest -> newest.fingerprint = key.field(VALUE));
      case "grp" -> newest().ifPresent(newest -> newest.keygrip = key.field(VALUE));
      case "pkd" -> newest().ifPresent(newest -> newest.data.put(key.number(1), key.field(3)));
      default -> {} // user IDs, trust records and what may come
    }
  }

  private static Optional<Key> last(List<Key> keys) {
    return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(keys.size() - 1));
  }

  /** The key that the records now coming belong to. */
  private Optional<Key> newest() {
    Optional<Key> primary = last(primaries);
    return primary.flatMap(key -> last(key.subkeys)).or(() -> primary);
  }

  private Recipient recipient() throws InvalidKeyException {
    Key primary = onlyPrimary();
    Optional<String> flaw = primary.flaw();
    if (flaw.isPresent()) {
      throw refused("the key " + flaw.get());
    }
    if (primary.field(CAPABILITIES).contains("D")) {
      throw refused("the key is disabled");
    }
    requireTrust(primary);
    Key subkey = encryptionSubkey(primary);
    return new Recipient(fingerprint(subkey), keygrip(subkey), publicKey(subkey));
  }

  private Key onlyPrimary() throws InvalidKeyException {
    if (primaries.isEmpty()) {
      throw refused("gpg knows no such key; import it with gpg --import or --recv-keys");
    }
    if (primaries.size() > 1) {
      throw refused(
          "several keys fit: "
              + primaries.stream().map(key -> key.fingerprint).collect(Collectors.joining(", "))
              + "; give the fingerprint of one");
    }
    return primaries.get(0);
  }

  /** An address can stand on anybody's key; who gives the fingerprint has looked. */
  private void requireTrust(Key primary) throws InvalidKeyException {
    boolean trusted = List.of("u", "f", "m").contains(primary.field(VALIDITY));
    if (!trusted && !primary.fingerprint.equalsIgnoreCase(wanted)) {
      throw refused(
          "nothing says whose key it is; check that the fingerprint is "
              + primary.fingerprint
              + ", then give that, or sign the key with gpg --lsign-key");
    }
  }

  /** The newest one that can be used, as gpg chooses. */
  private Key encryptionSubkey(Key primary) throws InvalidKeyException {
    List<Key> candidates = new ArrayList<>(primary.subkeys);
    candidates.add(0, primary);
    candidates.removeIf(key -> !key.encrypts());
    Optional<Key> usable =
        candidates.stream()
            .filter(key -> key.flaw().isEmpty())
            .max(Comparator.comparingLong(Key::created));
    if (usable.isEmpty()) {
      String flaws =
          candidates.stream()
              .map(key -> key.fingerprint + " " + key.flaw().orElse(""))
              .collect(Collectors.joining(", "));
      throw refused(
          candidates.isEmpty()
              ? "it has no subkey for encryption; add one with gpg --quick-add-key"
              : "no subkey for encryption can be used: " + flaws);
    }
    return usable.get();
  }

  private Bytes fingerprint(Key key) throws InvalidKeyException {
    Bytes bytes = hex(key.fingerprint);
    if (bytes.size() != FINGERPRINT_BYTES) {
      throw refused("its fingerprint has " + bytes.size() + " bytes, only version 4 keys are used");
    }
    return bytes;
  }

  private String keygrip(Key key) throws InvalidKeyException {
    if (!key.keygrip.matches("[0-9A-F]{40}")) {
      throw refused("gpg tells no keygrip of it");
    }
    return key.keygrip;
  }

  private PublicKeyData publicKey(Key key) throws InvalidKeyException {
    int algorithm = key.number(ALGORITHM);
    if (algorithm == RSA || algorithm == RSA_ENCRYPT_ONLY) {
      return new PublicKeyData.Rsa(number(data(key, 0)), number(data(key, 1)));
    }
    if (algorithm == ECDH && CURVE25519.equals(data(key, 0).toString().toUpperCase(Locale.ROOT))) {
      return curve25519(data(key, 1), data(key, 2));
    }
    throw refused(
        "its encryption subkey is neither RSA nor Curve25519; add one with gpg --quick-add-key");
  }

  private PublicKeyData curve25519(Bytes point, Bytes derivation) throws InvalidKeyException {
    if (point.size() != 33 || point.at(0) != NATIVE_POINT || derivation.size() != 4) {
      throw refused("gpg tells a point that is not on Curve25519");
    }
    Bytes native32 = Bytes.copyOf(point.toArray(), 1, 32);
    return new PublicKeyData.Curve25519(native32, derivation.at(2), derivation.at(3));
  }

  private Bytes data(Key key, int index) throws InvalidKeyException {
    return hex(key.data.getOrDefault(index, ""));
  }

  private Bytes hex(String digits) throws InvalidKeyException {
    if (digits.isEmpty() || !digits.matches("([0-9A-Fa-f]{2}){1,4096}")) {
      throw refused("gpg tells no usable numbers of it");
    }
    return Bytes.ofHex(digits);
  }

  private static BigInteger number(Bytes bigEndian) {
    return new BigInteger(1, bigEndian.toArray());
  }

  private InvalidKeyException refused(String reason) {
    return new InvalidKeyException("OpenPGP key \"" + wanted + "\": " + reason);
  }
}
