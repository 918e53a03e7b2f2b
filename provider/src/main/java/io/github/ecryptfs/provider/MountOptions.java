package io.github.ecryptfs.provider;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.home.EcryptfsRc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a lower directory is mounted. The names and meanings are those of the kernel and of {@code
 * mount.ecryptfs}; {@code docs/mount-options.md} lists them.
 *
 * <p>Ciphers with blocks of 64 bits ({@code des3_ede}, {@code cast5}, {@code blowfish}) are for
 * trees that have them: after some gigabytes under one key their blocks repeat and tell something
 * of the contents. Make new trees with {@code aes}.
 *
 * <p>Options hold secrets. Whoever built them closes them, after mounting at the latest; that
 * zeroes the copies in here. The same options can mount several directories before.
 *
 * <p>Immutable but for {@link #close}; thread-safe.
 */
public final class MountOptions implements AutoCloseable {
  /** The options of which a mount needs one. */
  private static final Set<String> GIVE_KEYS =
      Set.of(
          MountOption.PASSPHRASE.optionName(),
          MountOption.KEY.optionName(),
          MountOption.KEYS.optionName());

  private final Map<String, Object> values;
  private final CipherSpec cipher;
  private final CipherSpec nameCipher;

  /** Those that were made from text in here; who gave one closes it. */
  private final List<KeySource> ownSources;

  private volatile boolean closed;

  private MountOptions(Map<String, Object> values, List<KeySource> ownSources) {
    this.values = values;
    this.ownSources = List.copyOf(ownSources);
    this.cipher = CipherOptions.content(this);
    this.nameCipher = CipherOptions.names(this, cipher);
  }

  /** A builder with the defaults of {@code mount.ecryptfs}: AES with 16 key bytes, plain names. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads options as {@code mount.ecryptfs} takes them after {@code -o}, as in {@code
   * key=passphrase:passphrase_passwd_file=pw,ecryptfs_cipher=aes,ecryptfs_key_bytes=16}. What
   * steers its console ({@code verbosity}, {@code no_sig_cache} and the like) has no effect.
   *
   * @param options without secrets, as they stay in the heap: a text cannot be zeroed
   * @throws IllegalArgumentException as {@link #parse(Map)}
   * @throws UncheckedIOException as {@link #parse(Map)}
   */
  public static MountOptions parse(String options) {
    return parse(EcryptfsRc.parse(options).mountOptions());
  }

  /**
   * Reads the map that {@link java.nio.file.FileSystems#newFileSystem} takes.
   *
   * @throws IllegalArgumentException if an option is unknown or a value is not one of those
   *     allowed; names the option, not the value of a secret one
   * @throws UncheckedIOException if the settings file that {@code ecryptfs_nio_rc} names cannot be
   *     read
   */
  public static MountOptions parse(Map<String, ?> env) {
    Builder builder = builder();
    try {
      env.forEach(builder::option);
      return builder.build();
    } catch (RuntimeException e) {
      builder.forget();
      throw e;
    }
  }

  /** Like {@link #parse(Map)}, for those who may throw what reading a file throws. */
  static MountOptions read(Map<String, ?> env) throws IOException {
    try {
      return parse(env);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Whether a map is meant for this provider: it gives a key, or one of its names starts as no
   * other provider's would. {@code ro} and the like alone may be meant for another.
   */
  static boolean isOurs(Map<String, ?> env) {
    return env.keySet().stream()
        .anyMatch(name -> name.startsWith("ecryptfs_") || GIVE_KEYS.contains(name));
  }

  /**
   * The map that makes {@link java.nio.file.FileSystems#newFileSystem} mount in the same way. It
   * holds the secrets; {@link #close} zeroes the arrays in it and closes the key sources that were
   * given as text.
   *
   * @throws IllegalStateException if these options are closed
   */
  public Map<String, Object> toEnv() {
    requireOpen();
    return Map.copyOf(values);
  }

  /** A zeroed passphrase would give a key that nobody expects, and files under it. */
  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("mount options used after close()");
    }
  }

  /**
   * The passphrase as bytes of UTF-8: a copy for the caller to zero.
   *
   * @throws IllegalStateException if these options are closed
   */
  Optional<byte[]> passphrase() {
    requireOpen();
    return value(MountOption.PASSPHRASE, byte[].class).map(byte[]::clone);
  }

  /** The salt of the passphrase's content key. */
  Optional<Bytes> salt() {
    return value(MountOption.SALT, Bytes.class);
  }

  /** The key sources that were given, in order, without the passphrase. */
  List<KeySource> keySources() {
    List<KeySource> sources = new ArrayList<>();
    for (MountOption option : List.of(MountOption.KEY, MountOption.KEYS)) {
      for (Object source : value(option, List.class).orElse(List.of())) {
        sources.add((KeySource) source);
      }
    }
    return sources;
  }

  /** The content keys that were named, in order; none means all that are given. */
  List<KeySignature> signatures() {
    List<KeySignature> signatures = new ArrayList<>();
    for (Object signature : value(MountOption.SIG, List.class).orElse(List.of())) {
      signatures.add((KeySignature) signature);
    }
    return signatures;
  }

  /** The name key that was named. */
  Optional<KeySignature> filenameSignature() {
    return value(MountOption.FNEK_SIG, KeySignature.class);
  }

  /** Whether names are encrypted. */
  boolean encryptsNames() {
    return filenameSignature().isPresent() || isSet(MountOption.ENABLE_FILENAME_CRYPTO);
  }

  /** The cipher of new files. */
  CipherSpec cipher() {
    return cipher;
  }

  /** The cipher of names. */
  CipherSpec nameCipher() {
    return nameCipher;
  }

  /** Whether the cipher of names was not left to the default. */
  boolean namesCipherOfNames() {
    return has(MountOption.FN_CIPHER)
        || has(MountOption.FN_KEY_BYTES)
        || has(MountOption.KEY_BYTES);
  }

  /** Whether a flag is on. */
  boolean isSet(MountOption flag) {
    return value(flag, Boolean.class).orElse(false);
  }

  private boolean has(MountOption option) {
    return values.containsKey(option.optionName());
  }

  /** The value of an option, if it is given. */
  <T> Optional<T> value(MountOption option, Class<T> type) {
    return Optional.ofNullable(values.get(option.optionName())).map(type::cast);
  }

  static IllegalArgumentException bad(MountOption option, String problem) {
    return new IllegalArgumentException("mount option " + option.optionName() + ": " + problem);
  }

  /** Zeroes the passphrase and closes the key sources that came from {@code key} texts. */
  @Override
  public void close() {
    closed = true;
    value(MountOption.PASSPHRASE, byte[].class).ifPresent(secret -> Arrays.fill(secret, (byte) 0));
    ownSources.forEach(KeySource::close);
  }

  /** Names the options that are set, never their values. */
  @Override
  public String toString() {
    return "mount options " + values.keySet();
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<KeySource> ownSources = new ArrayList<>();
    private EcryptfsRc settings = EcryptfsRc.empty();
    private boolean built;

    private Builder() {}

    /**
     * Sets the option of that name, one of those that {@code docs/mount-options.md} lists.
     *
     * @throws IllegalArgumentException if the name is unknown or the value not allowed
     */
    public Builder option(String name, Object value) {
      MountOption option =
          MountOption.named(name)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "unknown mount option '" + name + "'; there are " + MountOption.names()));
      if (value == null) {
        throw bad(option, "no value");
      }
      Object parsed = option.parse(value);
      if (option == MountOption.SETTINGS) {
        return settings((Path) parsed);
      }
      if (option == MountOption.KEY) {
        own(value, (List<?>) parsed);
      }
      return set(option, parsed);
    }

    /**
     * Takes from a file as {@code ~/.ecryptfsrc} what is not given here. Its keys count only if
     * none is given here at all.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public Builder settings(Path file) {
      try {
        settings = EcryptfsRc.read(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    /** Whatever came first, what is given goes before the settings. */
    private void applySettings() {
      Set<String> outdone = new HashSet<>(values.keySet());
      if (givesKey()) {
        outdone.addAll(GIVE_KEYS);
      }
      settings
          .mountOptions()
          .forEach(
              (name, value) -> {
                Optional<String> known = MountOption.named(name).map(MountOption::optionName);
                if (known.isEmpty() || !outdone.contains(known.get())) {
                  option(name, value);
                }
              });
    }

    private boolean givesKey() {
      return !Collections.disjoint(values.keySet(), GIVE_KEYS);
    }

    /** Keeps the sources that were made of texts apart from those that the caller owns. */
    private void own(Object given, List<?> sources) {
      Collection<?> items = given instanceof Collection<?> many ? many : List.of(given);
      for (Object source : sources) {
        if (items.stream().noneMatch(item -> item == source)) {
          ownSources.add((KeySource) source);
        }
      }
    }

    private Builder set(MountOption option, Object value) {
      values.put(option.optionName(), value);
      return this;
    }

    /**
     * The passphrase, 1 to 64 bytes in UTF-8. Copied: the caller zeroes its own array when it
     * likes.
     */
    public Builder passphrase(char[] passphrase) {
      return option(MountOption.PASSPHRASE.optionName(), passphrase);
    }

    /** The passphrase as bytes, 1 to 64. Copied. */
    public Builder passphrase(byte[] passphrase) {
      return option(MountOption.PASSPHRASE.optionName(), passphrase);
    }

    /**
     * The salt of the passphrase's content key as 16 hexadecimal digits; default {@code
     * 0011223344556677}.
     */
    public Builder salt(String hex) {
      return option(MountOption.SALT.optionName(), hex);
    }

    /**
     * Adds keys in the grammar of {@code mount.ecryptfs}, as {@code
     * passphrase:passphrase_passwd_file=/root/pw}.
     */
    public Builder keys(CharSequence... options) {
      return option(MountOption.KEY.optionName(), List.of(options));
    }

    /**
     * Adds keys from elsewhere, in order. The caller closes the sources, after mounting at the
     * earliest; the mount has got its own copies of what they unlock.
     */
    public Builder keySources(KeySource... sources) {
      return option(MountOption.KEYS.optionName(), List.of(sources));
    }

    /**
     * Names the content keys, in the order of their packets in new files, by 16 hexadecimal digits
     * each.
     */
    public Builder signatures(String... signatures) {
      return option(MountOption.SIG.optionName(), List.of(signatures));
    }

    /** Names the key that encrypts names, and turns encryption of names on. */
    public Builder filenameSignature(String signature) {
      return option(MountOption.FNEK_SIG.optionName(), signature);
    }

    /**
     * The cipher of new files and its key size in bytes.
     *
     * @param name {@code aes} (16, 24, 32), {@code twofish} or {@code cast6} (16, 32); for old
     *     trees {@code blowfish} (8 to 56, whole blocks), {@code cast5} (8, 16), {@code des3_ede}
     *     (24), whose blocks of 64 bits repeat too soon
     */
    public Builder cipher(String name, int keyBytes) {
      option(MountOption.CIPHER.optionName(), name);
      return option(MountOption.KEY_BYTES.optionName(), keyBytes);
    }

    /** The cipher of names and its key size in bytes; the default is that of new files. */
    public Builder filenameCipher(String name, int keyBytes) {
      option(MountOption.FN_CIPHER.optionName(), name);
      return option(MountOption.FN_KEY_BYTES.optionName(), keyBytes);
    }

    /** Whether names are encrypted. */
    public Builder encryptNames(boolean on) {
      return set(MountOption.ENABLE_FILENAME_CRYPTO, on);
    }

    /**
     * Whether metadata may lie in the extended attribute {@code user.ecryptfs}, and does for new
     * files.
     */
    public Builder xattrMetadata(boolean on) {
      return set(MountOption.XATTR_METADATA, on);
    }

    /** Whether lower files without eCryptfs metadata are shown as they are. */
    public Builder passthrough(boolean on) {
      return set(MountOption.PASSTHROUGH, on);
    }

    /**
     * Whether files are shown as they are stored, complete with their headers, for backups.
     * Read-only.
     */
    public Builder encryptedView(boolean on) {
      return set(MountOption.ENCRYPTED_VIEW, on);
    }

    /** Whether nothing can be changed. */
    public Builder readOnly(boolean on) {
      return set(MountOption.READ_ONLY, on);
    }

    /** Whether missing ciphertext is read as zeros, for rescue, and told in the log. */
    public Builder lenient(boolean on) {
      return set(MountOption.LENIENT, on);
    }

    /**
     * Whether files can be mapped for reading, as copies in memory; their pages may come into swap.
     */
    public Builder mapInMemory(boolean on) {
      return set(MountOption.MAP, on);
    }

    /**
     * The options. They take the secrets over, so that closing them leaves none in here.
     *
     * @throws IllegalArgumentException if they contradict each other
     * @throws IllegalStateException if this builder has built options before
     */
    public MountOptions build() {
      if (built) {
        throw new IllegalStateException("a builder builds once: its secrets are handed on");
      }
      applySettings();
      if (!givesKey()) {
        throw new IllegalArgumentException("no key: give the mount option passphrase, key or keys");
      }
      MountOptions options = new MountOptions(new LinkedHashMap<>(values), ownSources);
      built = true;
      return options;
    }

    /**
     * How the lower file system takes files that change: {@code in_place}, {@code put}, {@code
     * rename}, {@code read_only}, or {@code probe} to have it tried out with a file in the lower
     * directory.
     */
    public Builder lowerFileSystem(String way) {
      return option(MountOption.LOWER.optionName(), way);
    }

    private void forget() {
      if (values.get(MountOption.PASSPHRASE.optionName()) instanceof byte[] secret) {
        Arrays.fill(secret, (byte) 0);
      }
      ownSources.forEach(KeySource::close);
    }
  }
}
