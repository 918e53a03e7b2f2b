package io.github.ecryptfs.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The script that started us: where the project is, and which words start us again. */
final class Launcher {
  private static final String HOME = "ecryptfs.home";
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private Launcher() {}

  /** The top of the source tree; empty if something else than the script started us. */
  static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty(HOME)).map(Path::of);
  }

  /** A line for a POSIX shell that runs us with these words. */
  static String command(String... words) {
    List<String> line = new ArrayList<>();
    line.add(home().map(home -> script(home)).orElse("ecryptfs"));
    line.addAll(List.of(words));
    return line.stream().map(Launcher::quote).collect(Collectors.joining(" "));
  }

  private static String script(Path home) {
    return fromHere(home.resolve("ecryptfs")).equals(Path.of("ecryptfs"))
        ? "./ecryptfs"
        : home.resolve("ecryptfs").toString();
  }

  /** {@code path} as seen from the working directory if it is below it, else as it is. */
  static Path fromHere(Path path) {
    Path here = Path.of("").toAbsolutePath();
    return path.startsWith(here) && !path.equals(here) ? here.relativize(path) : path;
  }

  /** {@code word} as a POSIX shell takes it for one word. */
  static String quote(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
