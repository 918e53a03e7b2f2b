package io.github.ecryptfs.tck.written;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ecryptfs.tck.golden.MountEnvironment;
import io.github.ecryptfs.tck.reference.ReferenceCipher;
import io.github.ecryptfs.tck.reference.ReferenceNames;
import io.github.ecryptfs.tck.reference.ReferencePassphrase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One way to mount, out of all that the format allows.
 *
 * @param cipher as the kernel calls it
 * @param keyBytes of contents and names
 * @param inXattr whether new files have their metadata in {@code user.ecryptfs}
 * @param encryptedNames whether names are encrypted, under the first key
 * @param twoKeys whether files are wrapped for two keys
 */
public record Variant(
    String cipher, int keyBytes, boolean inXattr, boolean encryptedNames, boolean twoKeys) {

  private static final String FIRST = "the first passphrase";
  private static final String SECOND = "пароль 2";
  private static final String FIRST_SALT = "0011223344556677";
  private static final String SECOND_SALT = "fedcba9876543210";
  private static final ReferencePassphrase FIRST_KEY =
      ReferencePassphrase.derive(FIRST, FIRST_SALT);
  private static final ReferencePassphrase SECOND_KEY =
      ReferencePassphrase.derive(SECOND, SECOND_SALT);

  /** Every cipher and key size with every combination of the rest. */
  public static Stream<Variant> all() {
    return Stream.of(
            of("aes", 16),
            of("aes", 24),
            of("aes", 32),
            of("blowfish", 16),
            of("blowfish", 32),
            of("blowfish", 56),
            of("des3_ede", 24),
            of("twofish", 16),
            of("twofish", 32),
            of("cast5", 16),
            of("cast6", 16),
            of("cast6", 32))
        .flatMap(Variant::combinations);
  }

  /** That cipher with metadata in the header, plain names and one key. */
  public static Variant of(String cipher, int keyBytes) {
    return new Variant(cipher, keyBytes, false, false, false);
  }

  private Stream<Variant> combinations() {
    return Stream.of(false, true)
        .flatMap(
            xattr ->
                Stream.of(false, true)
                    .flatMap(
                        names ->
                            Stream.of(false, true)
                                .map(two -> new Variant(cipher, keyBytes, xattr, names, two))));
  }

  /** The keys of its files, in the order of their packets. */
  public List<ReferencePassphrase> keys() {
    return twoKeys ? List.of(FIRST_KEY, SECOND_KEY) : List.of(FIRST_KEY);
  }

  /** Its names as the reference decoder reads them; empty if they are plain. */
  public Optional<ReferenceNames> names() {
    return encryptedNames
        ? Optional.of(new ReferenceNames(FIRST_KEY, ReferenceCipher.named(cipher), keyBytes))
        : Optional.empty();
  }

  /** Mounts {@code lower} this way through the public API. */
  public FileSystem mount(Path lower) throws IOException {
    ObjectNode signatures = JsonNodeFactory.instance.objectNode();
    signatures.put("first", FIRST_KEY.signature()).put("second", SECOND_KEY.signature());
    return FileSystems.newFileSystem(
        URI.create("ecryptfs:" + lower.toUri()),
        MountEnvironment.of(spec(), signatures, lower).toMap());
  }

  /** The same for the kernel, as a {@code spec.json} without operations. */
  public ObjectNode spec() {
    ObjectNode spec = JsonNodeFactory.instance.objectNode().put("name", toString());
    addKey(spec, "first", FIRST, FIRST_SALT);
    ObjectNode mount = spec.putObject("mount");
    mount.putArray("sig_keys").add("first");
    if (twoKeys) {
      addKey(spec, "second", SECOND, SECOND_SALT);
      mount.withArray("sig_keys").add("second");
    }
    if (encryptedNames) {
      mount.put("fnek_key", "first");
    }
    ObjectNode options = mount.putObject("options");
    options.put("ecryptfs_cipher", cipher).put("ecryptfs_key_bytes", keyBytes);
    if (inXattr) {
      options.put("ecryptfs_xattr_metadata", true);
    }
    return spec;
  }

  private static void addKey(ObjectNode spec, String id, String passphrase, String salt) {
    spec.withArray("keys")
        .addObject()
        .put("id", id)
        .put("passphrase", passphrase)
        .put("salt", salt);
  }

  /** Short and usable as a file name. */
  @Override
  public String toString() {
    return cipher
        + keyBytes
        + (inXattr ? "-xattr" : "-header")
        + (encryptedNames ? "-names" : "-plain")
        + (twoKeys ? "-2keys" : "-1key");
  }
}
