package io.github.ecryptfs.keys.gnupg;

import io.github.ecryptfs.keys.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A home of GnuPG made of scripts.
 *
 * @param directory has a short name, as the path of a socket is short
 */
record ScriptedHome(Path directory) {
  /** Where its agent is expected. */
  Path socket() {
    return directory.resolve("S.gpg-agent");
  }

  /** The home, with a gpg that always prints {@code listing}. */
  GnuPgHome home(String listing) throws IOException {
    Path text = Files.writeString(directory.resolve("listing"), listing);
    return new GnuPgHome(Program.of("sh", "-c", "cat " + text), gpgconf());
  }

  private Program gpgconf() throws IOException {
    Path script = directory.resolve("gpgconf.sh");
    Files.writeString(
        script,
        """
        case $1 in
          --list-dirs) echo %1$s/S.gpg-agent;;
          --launch) ln -s %1$s/launched %1$s/S.gpg-agent;;
        esac
        """
            .formatted(directory));
    return Program.of("sh", script.toString());
  }
}
