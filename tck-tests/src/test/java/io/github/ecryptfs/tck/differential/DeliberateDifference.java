package io.github.ecryptfs.tck.differential;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where a mount does not do what the default file system does, and is not meant to, with an example
 * that shows it. Random operations keep away from all of these but that which {@link #excuses}
 * knows.
 *
 * @param reason what differs, and why
 * @param where the configurations that differ
 * @param before what must be done before the example
 * @param example the operation that shows the difference
 * @param plain what may come of it on the default file system
 * @param ours what comes of it on a mount
 */
record DeliberateDifference(
    String reason,
    Predicate<Configuration> where,
    List<Operation> before,
    Operation example,
    Set<String> plain,
    String ours) {
  /** All there are. */
  static Stream<DeliberateDifference> all() {
    return Stream.of(
        namesEndAt143Bytes(),
        filesAreNotMapped(),
        temporaryFilesAreAsOthers(),
        channelsNameTheirFile(),
        namesGoWhenTheFileIsClosed(),
        copiesLookUpTheirSourceOnce(),
        namelessFilesKeepTheirSize());
  }

  /** Whether a difference that came up at random is a deliberate one. */
  static boolean excuses(Duel.Difference difference) {
    String reason = difference.ours().reason();
    return reason.contains("open it by one of its other names")
        || reason.contains("a symbolic link has no mode of its own"); // newer JDKs follow it
  }

  /** Whether these are the outcomes of the example. */
  boolean shows(Outcome plainOutcome, Outcome ourOutcome) {
    return plain.contains(plainOutcome.text()) && ours.equals(ourOutcome.text());
  }

  @Override
  public String toString() {
    return reason;
  }

  private static DeliberateDifference namesEndAt143Bytes() {
    return new DeliberateDifference(
        "encrypted names end at 143 bytes: they need more room, and lower names end at 255",
        Configuration::namesEncrypted,
        List.of(),
        Operation.change("create a long name", side -> Files.createFile(side.at("n".repeat(144)))),
        Set.of("done"),
        "FileSystemException");
  }

  private static DeliberateDifference filesAreNotMapped() {
    return new DeliberateDifference(
        "files are not mapped: their pages hold ciphertext (docs/decisions/0010)",
        configuration -> true,
        List.of(writeA()),
        Operation.of("map a", side -> mapped(a(side))),
        Set.of("1"),
        "UnsupportedOperationException");
  }

  private static byte mapped(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, 5).get(0);
    }
  }

  private static DeliberateDifference temporaryFilesAreAsOthers() {
    return new DeliberateDifference(
        "temporary files have the permissions of others:"
            + " Files.createTempFile asks for owner-only ones in the default file system alone",
        configuration -> true,
        List.of(),
        Operation.of("make a temporary file", DeliberateDifference::temporary),
        Set.of("owner only"),
        "as others");
  }

  /** Where the umask leaves other files to their owner as well, there is nothing to see. */
  private static String temporary(Side side) throws IOException {
    Path made = Files.createTempFile(side.at(""), "a", "b");
    String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(made));
    Path other = Files.createFile(side.at("other"));
    String others = PosixFilePermissions.toString(Files.getPosixFilePermissions(other));
    boolean expected = made.getFileSystem().equals(FileSystems.getDefault());
    return permissions.equals("rw-------") && (expected || !others.equals(permissions))
        ? "owner only"
        : "as others";
  }

  private static DeliberateDifference channelsNameTheirFile() {
    return new DeliberateDifference(
        "what fails in a channel is the FileSystemException of its file, where the default file"
            + " system has an IOException without a name",
        configuration -> true,
        List.of(Operation.change("make a", side -> Files.createDirectory(a(side)))),
        Operation.of("read the directory", side -> Files.newInputStream(a(side)).read()),
        Set.of("IOException"),
        "FileSystemException");
  }

  private static DeliberateDifference namesGoWhenTheFileIsClosed() {
    return new DeliberateDifference(
        "DELETE_ON_CLOSE deletes when the channel is closed, as java.nio says;"
            + " the default file system deletes the name as soon as the file is open",
        configuration -> true,
        List.of(writeA()),
        Operation.of("open a to be deleted", DeliberateDifference::isThereWhileOpen),
        Set.of("false"),
        "true");
  }

  private static boolean isThereWhileOpen(Side side) throws IOException {
    try (SeekableByteChannel open =
        Files.newByteChannel(a(side), StandardOpenOption.DELETE_ON_CLOSE)) {
      return open.isOpen() && Files.exists(a(side));
    }
  }

  private static DeliberateDifference copiesLookUpTheirSourceOnce() {
    return new DeliberateDifference(
        "a copy over the link or directory that its source is reached through does that;"
            + " the default file system deletes it first, and then finds no source",
        configuration -> true,
        List.of(
            writeA(),
            Operation.change("link b", side -> Files.createSymbolicLink(b(side), a(side)))),
        Operation.change(
            "copy b to b",
            side -> Files.copy(b(side), b(side), StandardCopyOption.REPLACE_EXISTING)),
        Set.of("NoSuchFileException"),
        "done");
  }

  private static DeliberateDifference namelessFilesKeepTheirSize() {
    return new DeliberateDifference(
        "a file with its size in an attribute keeps it once the name is gone that it was opened by"
            + " and others are left: Java reaches attributes by name only (docs/concurrency.md)",
        Configuration::inAttribute,
        List.of(
            writeA(),
            Operation.change("link b", side -> Files.createLink(b(side), a(side))),
            Operation.change(
                "open a", side -> side.put(0, FileChannel.open(a(side), StandardOpenOption.WRITE))),
            Operation.change("delete a", side -> Files.delete(a(side)))),
        Operation.of(
            "write behind the end",
            side -> side.channel(0).write(ByteBuffer.wrap(new byte[1]), 100)),
        Set.of("1"),
        "FileSystemException");
  }

  private static Path a(Side side) {
    return side.at("a");
  }

  private static Path b(Side side) {
    return side.at("b");
  }

  private static Operation writeA() {
    return Operation.change("write a", side -> Files.write(a(side), new byte[] {1, 2, 3, 4, 5}));
  }
}
