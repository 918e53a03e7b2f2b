package io.github.ecryptfs.cli;

import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ecryptfs demo}: encrypts a directory, shows both sides, reads all back, compares. */
@Command(
    name = "demo",
    description = {
      "Encrypts a directory into a new one, shows names and sizes of both side by side, reads all"
          + " back through a new mount and compares it byte for byte.",
      "The passphrase of the demo is no secret, so the copy protects nothing."
    })
final class Demo implements Callable<Integer> {
  /**
   * Known to everybody: who runs the demo must be able to open the tree again, and nobody else's
   * secret may end up in a tree made for show.
   */
  static final String PASSPHRASE = "this demo is no secret";

  private static final int MOST_ROWS = 40;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The directory to encrypt; it is only read. Default: docs of this project.")
  private Optional<Path> source = Optional.empty();

  @Option(
      names = "--lower",
      paramLabel = "DIR",
      description =
          "Where to write the encrypted files: an empty directory, or one to create."
              + " Default: a new one among the temporary files. It is kept.")
  private Optional<Path> lowerOption = Optional.empty();

  @Option(names = "--all", description = "Show all entries, not only the first " + MOST_ROWS + ".")
  private boolean all;

  Demo() {}

  @Override
  public Integer call() throws IOException {
    SourceTree tree = SourceTree.of(source.or(Demo::docs).orElseThrow(this::noSource));
    Path lower = lowerDirectory(tree.root());
    encrypt(tree, lower);
    return compare(tree, lower);
  }

  private static Optional<Path> docs() {
    return Launcher.home().map(home -> Launcher.fromHere(home.resolve("docs")));
  }

  private ParameterException noSource() {
    return new ParameterException(spec.commandLine(), "no directory given: want DIR");
  }

  private Path lowerDirectory(Path source) throws IOException {
    if (lowerOption.isEmpty()) {
      return Files.createTempDirectory("ecryptfs-demo-");
    }
    Path lower = lowerOption.get();
    if (lower.toAbsolutePath().normalize().startsWith(source.toAbsolutePath().normalize())) {
      throw new FileSystemException(
          lower.toString(), null, "lies in " + source + ", which is to be encrypted");
    }
    Files.createDirectories(lower);
    requireEmpty(lower);
    return lower;
  }

  private static void requireEmpty(Path lower) throws IOException {
    try (Stream<Path> entries = Files.list(lower)) {
      if (entries.findAny().isPresent()) {
        throw new FileSystemException(
            lower.toString(), null, "not empty; give an empty directory or one to create");
      }
    }
  }

  private void encrypt(SourceTree tree, Path lower) throws IOException {
    try (FileSystem mount = mount(lower)) {
      Path upper = mount.getPath("/");
      tree.copyTo(upper);
      print("Encrypted %s into %s, names too.%n", summary(tree), lower);
      print("%n");
      int most = all ? Integer.MAX_VALUE : MOST_ROWS;
      SideBySide.lines(SourceTree.of(upper), lower, most).forEach(line -> print("  %s%n", line));
      print("%n");
    }
  }

  private int compare(SourceTree tree, Path lower) throws IOException {
    List<String> differences;
    try (FileSystem mount = mount(lower)) {
      differences = tree.differencesTo(mount.getPath("/"));
    }
    PrintWriter err = spec.commandLine().getErr();
    differences.forEach(difference -> err.println("ecryptfs: " + difference));
    if (!differences.isEmpty()) {
      return 1;
    }
    print("Read back through a new mount: every byte is equal.%n");
    sayWhereToLook(lower);
    return 0;
  }

  private void sayWhereToLook(Path lower) {
    String open =
        Launcher.command("shell", "-o", "ecryptfs_enable_filename_crypto", lower.toString());
    print("%n");
    print("Look at the encrypted side:  ls -R %s%n", Launcher.quote(lower.toString()));
    print("Open the tree again:         %s%n", open);
    print("with the passphrase:         %s%n", PASSPHRASE);
  }

  private static String summary(SourceTree tree) throws IOException {
    return "%s (%,d files, %,d bytes)".formatted(tree.root(), tree.fileCount(), tree.byteCount());
  }

  private static FileSystem mount(Path lower) throws IOException {
    byte[] passphrase = PASSPHRASE.getBytes(StandardCharsets.UTF_8);
    try (MountOptions options =
        MountOptions.builder().passphrase(passphrase).encryptNames(true).build()) {
      return Ecryptfs.mount(lower, options);
    }
  }

  private void print(String format, Object... values) {
    spec.commandLine().getOut().printf(format, values);
    spec.commandLine().getOut().flush();
  }
}
