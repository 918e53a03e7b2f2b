/** The command line: {@code ecryptfs demo}, {@code ecryptfs shell}, and commands for keys. */
module io.github.ecryptfs.cli {
  requires static org.jspecify;
  requires io.github.ecryptfs.crypto;
  requires io.github.ecryptfs.keys;
  requires io.github.ecryptfs.provider;
  requires info.picocli;
  requires jdk.jshell;

  opens io.github.ecryptfs.cli to
      info.picocli;
}
