package io.github.ecryptfs.tck;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/** A program that never heard of encryption: it works with the files of a directory. */
final class PlainProgram {
  private PlainProgram() {}

  /**
   * Works in the directory that is given, and says what it sees.
   *
   * @param arguments the directory, and the same relative to the working directory
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    writeAndRead(Files.createDirectories(directory.resolve("notes/2026")).resolve("today.txt"));
    Files.writeString(Path.of(arguments[1], "relative.txt"), "relative");
    Path outside = Files.writeString(directory.resolveSibling("outside.txt"), "outside");
    Files.copy(outside, directory.resolve("copied.txt"));
    Files.move(outside, directory.resolve("moved.txt"));
    Path temporary = Files.createTempFile("draft", ".txt");
    Files.delete(temporary);
    zip(directory.resolve("notes.zip"));
    try (Stream<Path> tree = Files.walk(directory)) {
      tree.map(p -> directory.relativize(p) + " " + size(p)).sorted().forEach(System.out::println);
    }
    System.out.println("file " + directory.resolve("copied.txt").toFile().getName());
    System.out.println("temporary " + temporary.startsWith(directory));
    System.out.println("scheme " + directory.getFileSystem().provider().getScheme());
    System.out.println("default " + directory.getFileSystem().equals(FileSystems.getDefault()));
    System.out.println("real " + Path.of(arguments[1]).toRealPath().equals(directory));
    System.out.println("thread " + threadOfAHandler(directory.resolve("copied.txt")));
    leaveOpen(directory.resolve("left-open.txt"));
  }

  /** The threads that the JVM is told to take for asynchronous channels. */
  public static final class Threads implements ThreadFactory {
    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(work, "from the factory of the program");
      thread.setDaemon(true);
      return thread;
    }
  }

  private static String threadOfAHandler(Path file) throws IOException {
    CompletableFuture<String> thread = new CompletableFuture<>();
    try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, READ)) {
      channel.read(ByteBuffer.allocate(1), 0, thread, new TellsItsThread());
      return thread.join();
    }
  }

  private static final class TellsItsThread
      implements CompletionHandler<Integer, CompletableFuture<String>> {
    @Override
    public void completed(Integer count, CompletableFuture<String> thread) {
      thread.complete(Thread.currentThread().getName());
    }

    @Override
    public void failed(Throwable failure, CompletableFuture<String> thread) {
      thread.completeExceptionally(failure);
    }
  }

  private static void writeAndRead(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("hello");
      out.newLine();
    }
    Files.writeString(file, "world", APPEND);
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'J'}), 0);
    }
    try (BufferedReader in = Files.newBufferedReader(file)) {
      System.out.println("text " + in.readLine() + " " + in.readLine());
    }
  }

  private static void zip(Path file) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(file, Map.of("create", "true"))) {
      Files.writeString(zip.getPath("/entry"), "zipped");
    }
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      System.out.println("entry " + Files.readString(zip.getPath("/entry")));
    }
  }

  /** Opens a file that is to be gone with the JVM. */
  private static void leaveOpen(Path file) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(file, CREATE, WRITE, DELETE_ON_CLOSE);
    channel.write(ByteBuffer.wrap(new byte[100]));
  }

  private static String size(Path path) {
    try {
      return Files.isRegularFile(path) ? String.valueOf(Files.size(path)) : "directory";
    } catch (IOException e) {
      return e.toString();
    }
  }
}
