package io.github.ecryptfs.tck.realkeys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A home of GnuPG with a gpg-agent of its own. Its directory has a short name, as the path of a
 * socket is short.
 */
public final class GnuPgRig implements AutoCloseable {
  private final Path home;

  private GnuPgRig(Path home) {
    this.home = home;
  }

  /** An empty home. */
  public static GnuPgRig create() throws IOException {
    return new GnuPgRig(
        Files.createTempDirectory(
            "g",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))));
  }

  /** Its directory. */
  public Path home() {
    return home;
  }

  /** Makes an OpenPGP key from lines of gpg's parameter file, between semicolons. */
  public void makeKey(String user, String parameters) throws IOException {
    Path file = home.resolve("parameters");
    Files.writeString(
        file, parameters.replace(";", "\n") + "\nName-Email: " + user + "\n%commit\n");
    gpg("--gen-key", file.toString()).orFail();
  }

  /** Runs gpg here. */
  Run gpg(String... arguments) {
    List<String> command = new ArrayList<>(List.of("gpg", "--batch", "--no-tty", "--yes"));
    command.addAll(Arrays.asList(arguments));
    return Run.of(environment(), command.toArray(String[]::new));
  }

  /** Runs another program of GnuPG here. */
  Run run(String... command) {
    return Run.of(environment(), command);
  }

  private Map<String, String> environment() {
    return Map.of("GNUPGHOME", home.toString(), "LC_ALL", "C.UTF-8");
  }

  /** The fingerprint of a user's primary key. */
  String fingerprint(String user) {
    return listed(user, "fpr", 9).get(0);
  }

  /** The key ID of a user's first subkey. */
  String subkeyId(String user) {
    return listed(user, "sub", 4).get(0);
  }

  private List<String> listed(String user, String kind, int field) {
    return gpg("--with-colons", "--list-keys", user)
        .output()
        .lines()
        .filter(line -> line.startsWith(kind + ":"))
        .map(line -> line.split(":", -1)[field])
        .toList();
  }

  /** Revokes a user's key, with the certificate that gpg made together with it. */
  void revoke(String user) throws IOException {
    Path certificate = home.resolve("openpgp-revocs.d").resolve(fingerprint(user) + ".rev");
    Path armed = home.resolve("revocation");
    Files.writeString(armed, Files.readString(certificate).replace(":-----BEGIN", "-----BEGIN"));
    gpg("--import", armed.toString()).orFail();
  }

  /**
   * Lets the agent ask a script in place of a person. It writes down that it was asked.
   *
   * @param answer what it says to GETPIN
   */
  void setPinentry(String answer) throws IOException {
    Path script = home.resolve("pinentry");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo "OK at your service"
        while read -r command rest; do
          case $command in
            GETPIN) echo asked >>'%s/asked'; %s;;
            BYE) echo OK; exit;;
            *) echo OK;;
          esac
        done
        """
            .formatted(home, answer));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(home.resolve("gpg-agent.conf"), "pinentry-program " + script + "\n");
    killAgent();
  }

  /** How often the agent has asked since this was last called. */
  int questions() throws IOException {
    Path asked = home.resolve("asked");
    int count = Files.exists(asked) ? Files.readAllLines(asked).size() : 0;
    Files.deleteIfExists(asked);
    return count;
  }

  /** Ends the agent of this home. */
  void killAgent() {
    run("gpgconf", "--kill", "gpg-agent").orFail();
  }

  @Override
  public void close() throws IOException {
    killAgent();
    try (Stream<Path> tree = Files.walk(home)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path); // the agent removes its sockets itself
      }
    }
  }
}
