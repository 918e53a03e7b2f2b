package io.github.ecryptfs.keys.keyring;

import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.PassphraseKey;
import io.github.ecryptfs.keys.program.Program;
import io.github.ecryptfs.keys.program.ProgramOutput;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keyring of this user in the Linux kernel. The tools of ecryptfs-utils put keys there, and the
 * kernel's eCryptfs takes them from there. It is reached by the program {@code keyctl}, to which
 * keys go by pipe.
 *
 * <p>Thread-safe, as the kernel is.
 */
public final class KernelKeyring {
  /**
   * Only who possesses a key may read it, and a user's keyring need not be linked to the session.
   * So this runs in a session of its own, which takes nothing away from that of the caller.
   */
  private static final String IN_OWN_SESSION =
      "keyctl link @u @s && id=$(keyctl search @s user \"$2\") && keyctl \"$1\" \"$id\" $3";

  private static final String NO_SUCH_KEY = "Required key not available";
  private static final Pattern LISTED = Pattern.compile(".* user: ([0-9a-f]{16})");

  private final Program keyctl;

  /** A keyring that {@code keyctl} reaches. */
  KernelKeyring(Program keyctl) {
    this.keyctl = keyctl;
  }

  /** The keyring of the user that this process runs as. */
  public static KernelKeyring ofUser() {
    return new KernelKeyring(Program.of("keyctl"));
  }

  /**
   * Puts a key there, as {@code ecryptfs-add-passphrase} does; one of that signature is replaced.
   *
   * @param key stays the caller's
   * @throws IOException if keyctl cannot be run or is refused
   */
  public void add(PassphraseKey key) throws IOException {
    byte[] token = AuthToken.ofThisMachine().encode(key);
    try (ProgramOutput output =
        keyctl.run(token, List.of("padd", "user", key.signature().toString(), "@u"))) {
      output.orThrow();
    } finally {
      Arrays.fill(token, (byte) 0);
    }
  }

  /**
   * The key of that signature, from the session of this process or the user's keyring. The caller
   * owns it.
   *
   * @throws IOException if keyctl cannot be run or is refused, as when the key has expired
   * @throws InvalidKeyException if something else stands there under that name
   */
  public Optional<PassphraseKey> find(KeySignature signature)
      throws IOException, InvalidKeyException {
    Optional<byte[]> token = inSession(signature);
    if (token.isEmpty()) {
      token = inOwnSession("pipe", signature, "");
    }
    if (token.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(AuthToken.ofThisMachine().decode(token.get(), signature));
    } finally {
      Arrays.fill(token.get(), (byte) 0);
    }
  }

  /**
   * Takes a key out of the user's keyring.
   *
   * @return whether it was there
   * @throws IOException if keyctl cannot be run or is refused
   */
  public boolean remove(KeySignature signature) throws IOException {
    return inOwnSession("unlink", signature, "@u").isPresent();
  }

  /**
   * The signatures of what may be eCryptfs keys in the user's keyring.
   *
   * @throws IOException if keyctl cannot be run or is refused
   */
  public List<KeySignature> signatures() throws IOException {
    try (ProgramOutput output = keyctl.run("list", "@u")) {
      return output.orThrow().text().lines().flatMap(KernelKeyring::signature).toList();
    }
  }

  private static Stream<KeySignature> signature(String line) {
    Matcher listed = LISTED.matcher(line);
    return listed.matches() ? Stream.of(KeySignature.parse(listed.group(1))) : Stream.empty();
  }

  private Optional<byte[]> inSession(KeySignature signature) throws IOException {
    try (ProgramOutput found = keyctl.run("search", "@s", "user", signature.toString())) {
      if (!found.succeeded()) {
        return Optional.empty();
      }
      try (ProgramOutput token = keyctl.run("pipe", found.text())) {
        return Optional.of(token.orThrow().bytes());
      }
    }
  }

  private Optional<byte[]> inOwnSession(String command, KeySignature signature, String argument)
      throws IOException {
    try (ProgramOutput output =
        keyctl.run(
            "session",
            "-",
            "sh",
            "-c",
            IN_OWN_SESSION,
            "sh",
            command,
            signature.toString(),
            argument)) {
      if (output.succeeded()) {
        return Optional.of(output.bytes());
      }
      if (output.complaint().contains(NO_SUCH_KEY)) {
        return Optional.empty();
      }
      throw new IOException(
          "kernel keyring, key " + signature + ": " + lastLine(output.complaint()));
    }
  }

  /** What keyctl says before is that it has joined a session. */
  private static String lastLine(String complaint) {
    return complaint.substring(complaint.lastIndexOf('\n') + 1);
  }
}
