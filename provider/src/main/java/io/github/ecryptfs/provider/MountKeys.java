package io.github.ecryptfs.provider;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FilenameCipher;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.KeyRing;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PassphraseKeys;
import io.github.ecryptfs.keys.WrappingKey;
import io.github.ecryptfs.metadata.Tag70Packet;
import io.github.ecryptfs.provider.names.EncryptedNames;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Unlocks the keys of a mount and decides which wrap file keys and which encrypts names.
 *
 * <p>Confined to the thread that mounts.
 */
final class MountKeys {
  private final MountOptions options;
  private final Path lowerRoot;
  private final KeyRing ring = new KeyRing();

  private MountKeys(MountOptions options, Path lowerRoot) {
    this.options = options;
    this.lowerRoot = lowerRoot;
  }

  /**
   * The keys of a mount.
   *
   * @param ring owns them
   * @param contentKeys wrap the keys of new files
   * @param names encrypts names, if names are encrypted
   */
  record Unlocked(KeyRing ring, List<KeySignature> contentKeys, Optional<EncryptedNames> names)
      implements AutoCloseable {
    /** Destroys the keys. */
    @Override
    public void close() {
      names.ifPresent(EncryptedNames::close);
      ring.close();
    }
  }

  /**
   * Unlocks the keys that {@code options} give.
   *
   * @throws IllegalArgumentException if an option names a key that is not given
   * @throws FileSystemException if a key source does not unlock
   */
  static Unlocked unlock(MountOptions options, Path lowerRoot) throws IOException {
    MountKeys keys = new MountKeys(options, lowerRoot);
    try {
      return keys.unlock();
    } catch (IOException | RuntimeException | Error e) {
      keys.ring.close();
      throw e;
    }
  }

  private Unlocked unlock() throws IOException {
    List<KeySignature> given = addGivenKeys();
    if (given.isEmpty()) {
      throw new IllegalArgumentException("no key: the key sources given unlock none");
    }
    Optional<NameKey> nameKey =
        options.encryptsNames() ? Optional.of(nameKey(given)) : Optional.empty();
    List<KeySignature> content = contentKeys(given);
    if (options.isSet(MountOption.MOUNT_AUTH_TOK_ONLY)) {
      keepOnly(content, nameKey);
    }
    return new Unlocked(ring, content, nameKey.map(own -> names(own, given)));
  }

  private List<KeySignature> addGivenKeys() throws IOException {
    List<KeySignature> given = new ArrayList<>();
    Optional<byte[]> passphrase = options.passphrase();
    if (passphrase.isPresent()) {
      given.addAll(
          add(
              passphraseKeys(
                  passphrase.get(), options.salt().orElse(PassphraseKeys.CONTENT_SALT))));
    }
    for (KeySource source : options.keySources()) {
      given.addAll(add(source));
    }
    return given.stream().distinct().toList();
  }

  private static PassphraseKeys passphraseKeys(byte[] passphrase, Bytes salt) {
    try {
      return PassphraseKeys.of(passphrase, salt);
    } finally {
      Arrays.fill(passphrase, (byte) 0);
    }
  }

  private List<KeySignature> add(PassphraseKeys source) throws IOException {
    try (source) {
      return add((KeySource) source);
    }
  }

  private List<KeySignature> add(KeySource source) throws IOException {
    try {
      List<KeySignature> signatures = new ArrayList<>();
      for (WrappingKey key : source.unlock()) {
        signatures.add(key.signature());
        ring.add(key);
      }
      return signatures;
    } catch (GeneralSecurityException e) {
      FileSystemException failure =
          new FileSystemException(lowerRoot.toString(), null, e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  private List<KeySignature> contentKeys(List<KeySignature> given) {
    List<KeySignature> named = options.signatures();
    named.forEach(signature -> require(MountOption.SIG, signature));
    if (!named.isEmpty()) {
      return named.stream().distinct().toList();
    }
    List<KeySignature> withoutNameKey =
        given.stream().filter(s -> !options.filenameSignature().equals(Optional.of(s))).toList();
    return withoutNameKey.isEmpty() ? given : withoutNameKey;
  }

  private WrappingKey require(MountOption option, KeySignature signature) {
    return ring.find(signature)
        .orElseThrow(
            () ->
                MountOptions.bad(
                    option,
                    "no key given has signature " + signature + "; given: " + ring.signatures()));
  }

  /** A key for names with the cipher to use it with. */
  private record NameKey(KeySignature signature, CipherSpec cipher) {}

  private NameKey nameKey(List<KeySignature> given) throws IOException {
    Optional<KeySignature> named = options.filenameSignature();
    if (named.isPresent()) {
      if (ring.find(named.get()).isEmpty()) {
        addStandardNameKey();
      }
      require(MountOption.FNEK_SIG, named.get());
      return new NameKey(named.get(), options.nameCipher());
    }
    KeySignature usual = addStandardNameKey().orElse(given.get(0));
    return recognised().orElse(new NameKey(usual, options.nameCipher()));
  }

  /** The name key of the standard set-up, from the passphrase and a salt of its own. */
  private Optional<KeySignature> addStandardNameKey() throws IOException {
    Optional<byte[]> passphrase = options.passphrase();
    return passphrase.isEmpty()
        ? Optional.empty()
        : Optional.of(add(passphraseKeys(passphrase.get(), PassphraseKeys.NAME_SALT)).get(0));
  }

  /** The key and cipher of a name that is there already, if it is of a key given. */
  private Optional<NameKey> recognised() throws IOException {
    Optional<Tag70Packet> sample = RootSample.of(lowerRoot, ring::find);
    return sample.map(packet -> new NameKey(packet.signature(), cipherOf(packet)));
  }

  private CipherSpec cipherOf(Tag70Packet packet) {
    CipherSpec usual = options.nameCipher();
    return options.namesCipherOfNames() ? usual : RootSample.cipherOf(packet, usual);
  }

  /**
   * Names are encrypted under one key; those made under other keys that were given are shown too.
   */
  private EncryptedNames names(NameKey own, List<KeySignature> given) {
    PassphraseKey key =
        passphraseKey(own.signature())
            .orElseThrow(
                () ->
                    MountOptions.bad(
                        MountOption.FNEK_SIG,
                        "names need a key of a passphrase; " + own.signature() + " is none"));
    List<FilenameCipher> others = new ArrayList<>();
    for (KeySignature signature : given.size() > 1 ? given : List.<KeySignature>of()) {
      if (!signature.equals(own.signature())) {
        passphraseKey(signature)
            .ifPresent(other -> others.add(new FilenameCipher(other, own.cipher())));
      }
    }
    return new EncryptedNames(new FilenameCipher(key, own.cipher()), others);
  }

  private Optional<PassphraseKey> passphraseKey(KeySignature signature) {
    return ring.find(signature).flatMap(WrappingKey::passphraseKey);
  }

  private void keepOnly(List<KeySignature> content, Optional<NameKey> nameKey) {
    Set<KeySignature> kept = new HashSet<>(content);
    nameKey.ifPresent(key -> kept.add(key.signature()));
    ring.retain(kept);
  }
}
