package io.github.ecryptfs.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code ecryptfs}. Exit code 0 is success; 1 is an error, told in one line on standard
 * error.
 */
@Command(
    name = "ecryptfs",
    description = "Encrypted directories that Linux eCryptfs can read.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    subcommands = {
      Demo.class,
      Shell.class,
      KeyCommand.class,
      PassphraseCommand.class,
      KeyringCommand.class,
      TpmCommand.class,
      PamCommand.class
    })
public final class Main implements Runnable {
  private static final int ERROR = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error came up.")
  private boolean stacktrace;

  private Main() {}

  /** Runs the command that {@code args} give and ends the JVM with its exit code. */
  public static void main(String[] args) {
    // Unbuffered: JShell opens descriptor 0 on its own, and what we had read ahead would be lost.
    System.setIn(new FileInputStream(FileDescriptor.in));
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(commandLine().setOut(out).setErr(err).execute(args));
  }

  /** The command with its subcommands and the way in which errors are told. */
  static CommandLine commandLine() {
    Main main = new Main();
    return new CommandLine(main)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((problem, args) -> wrongUsage(problem))
        .setExecutionExceptionHandler((problem, command, parsed) -> main.failed(problem, command));
  }

  private static int wrongUsage(ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    tell(command, problem.getMessage() + " (" + name + " --help lists what there is)");
    return ERROR;
  }

  private int failed(Exception problem, CommandLine command) {
    tell(command, ErrorText.of(problem));
    if (stacktrace) {
      problem.printStackTrace(command.getErr());
    }
    return ERROR;
  }

  private static void tell(CommandLine command, String problem) {
    command.getErr().println("ecryptfs: " + problem.lines().findFirst().orElse("no message"));
  }

  /** Without a subcommand: says which there are. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no command given: want demo or shell, or key, passphrase, keyring, tpm, pam");
  }
}
