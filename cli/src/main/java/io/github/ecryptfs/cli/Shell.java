package io.github.ecryptfs.cli;

import io.github.ecryptfs.keys.home.EcryptfsRc;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ecryptfs shell}: JShell with a mount.
 *
 * <p>The snippets run in this JVM, where the mount is: so no key and no passphrase has to travel to
 * another process. They find it as any code does, by the URI of its root.
 */
@Command(
    name = "shell",
    description = {
      "Mounts a directory and starts JShell with the variables fs, the file system, root, its"
          + " root, and lower, the directory. Asks for the passphrase, without echo, unless -o key="
          + " names a key file.",
      "Leave with /exit: that closes the mount. What you type is not written to a history file."
    })
final class Shell implements Callable<Integer> {
  private static final String STARTUP =
      """
      import io.github.ecryptfs.provider.*;
      import java.nio.*;
      import java.nio.channels.*;
      import java.nio.charset.*;
      import java.nio.file.attribute.*;
      Path root = Path.of(URI.create("%s"));
      FileSystem fs = root.getFileSystem();
      Path lower = Path.of(URI.create("%s"));
      """;

  private static final String SETTINGS = "ecryptfs_nio_rc";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "LOWER_DIR", description = "The directory of the encrypted files.")
  private Path lower = Path.of("");

  @Option(
      names = "-o",
      paramLabel = "name[=value][,...]",
      description =
          "Mount options as for mount -o; docs/mount-options.md lists them. For encrypted names:"
              + " -o ecryptfs_enable_filename_crypto")
  private List<String> optionLists = List.of();

  @Option(
      names = "--rc",
      paramLabel = "FILE",
      description = "Options that -o does not give, as in ~/.ecryptfsrc of mount.ecryptfs.")
  private Optional<Path> settings = Optional.empty();

  @Option(
      names = "--passphrase-stdin",
      description = "Read the passphrase from the first line of standard input.")
  private boolean passphraseFromStdin;

  Shell() {}

  @Override
  public Integer call() throws Exception {
    Map<String, Object> named = namedOptions();
    Path directory = lower.toRealPath(); // is it there? before the passphrase is asked for
    try (FileSystem mount = mount(named)) {
      Path root = mount.getPath("/");
      say("mounted " + lower + "; variables: fs, root, lower; /exit leaves");
      hint(root).ifPresent(this::say);
      return startJshell(STARTUP.formatted(root.toUri(), directory.toUri()));
    }
  }

  private Map<String, Object> namedOptions() {
    Map<String, Object> named = MountOptionList.parse(optionLists);
    settings.ifPresent(file -> named.put(SETTINGS, file));
    return named;
  }

  private FileSystem mount(Map<String, Object> named) throws IOException {
    try (MountOptions options = options(named)) {
      return Ecryptfs.mount(lower, options);
    }
  }

  private MountOptions options(Map<String, Object> named) throws IOException {
    if (named.containsKey("key") || settingsGiveKey(named)) {
      return MountOptions.parse(named);
    }
    try (Passphrase passphrase = passphrase()) {
      return passphrase.lendTo(secret -> MountOptions.parse(with(named, secret)));
    }
  }

  private static boolean settingsGiveKey(Map<String, Object> named) throws IOException {
    Object file = named.get(SETTINGS);
    return file != null
        && EcryptfsRc.read(Path.of(file.toString())).mountOptions().containsKey("key");
  }

  private static Map<String, Object> with(Map<String, Object> named, byte[] passphrase) {
    Map<String, Object> all = new HashMap<>(named);
    all.put("passphrase", passphrase);
    return all;
  }

  private Passphrase passphrase() throws IOException {
    return passphraseFromStdin
        ? Passphrase.readLine(System.in)
        : Passphrase.ask("Passphrase of " + lower + ": ");
  }

  /**
   * What is probably wrong. A wrong passphrase is no error at mount: the names are under another
   * key, and one tree may have several.
   */
  private Optional<String> hint(Path root) throws IOException {
    List<String> below = names(lower);
    List<String> shown = names(root);
    if (!below.isEmpty() && shown.isEmpty()) {
      return Optional.of(
          "note: no name in " + lower + " belongs to this passphrase; is it the right one?");
    }
    return shown.stream().anyMatch(name -> name.startsWith("ECRYPTFS_FNEK_ENCRYPTED."))
        ? Optional.of("note: names are encrypted; -o ecryptfs_enable_filename_crypto decrypts them")
        : Optional.empty();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> "" + entry.getFileName()).toList();
    }
  }

  private static int startJshell(String snippets) throws Exception {
    Path startup = Files.createTempFile("ecryptfs-shell-", ".jsh");
    try {
      Files.writeString(startup, snippets);
      return JavaShellToolBuilder.builder()
          .persistence(new HashMap<>()) // neither history nor settings are written to disk
          .start(
              "--execution=local",
              "--class-path=" + System.getProperty("java.class.path"),
              "--startup=DEFAULT",
              "--startup=" + startup);
    } finally {
      Files.deleteIfExists(startup);
    }
  }

  private void say(String line) {
    spec.commandLine().getErr().println("ecryptfs: " + line);
  }
}
