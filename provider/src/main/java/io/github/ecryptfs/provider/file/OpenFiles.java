package io.github.ecryptfs.provider.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.ecryptfs.provider.lower.FileIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All open files of a mount, one for each lower file, counted by leases.
 *
 * <p>Thread-safe: look-up and counting are one step under the monitor of this, and so is giving a
 * file another identity; opening and closing run under the monitor of the entry, never under that
 * of this. An entry whose last lease is being closed stays in the map until its file is closed, so
 * that there are never two open files for one lower file.
 */
public final class OpenFiles {
  private final Map<FileIdentity, Entry> entries = new ConcurrentHashMap<>();
  private final SizeMemory sizes = new SizeMemory();
  private final WriteBehind behind;

  /** No open files, of a mount that holds writes back or not. */
  public OpenFiles(WriteBehind behind) {
    this.behind = behind;
  }

  /** How a file is opened if nobody has it open. */
  public interface Opening {
    /** Opens the file; called under the monitor of its entry. */
    OpenFile open() throws IOException;
  }

  /**
   * A share in the file of that identity, seen at {@code lower}; it is opened if it is not open.
   */
  public Lease acquire(FileIdentity identity, Path lower, Opening opening) throws IOException {
    Entry entry = count(identity);
    try {
      return new Lease(entry.openOrJoin(lower, opening), () -> release(entry));
    } catch (IOException | RuntimeException | Error e) {
      releaseAfter(e, entry);
      throw e;
    }
  }

  /**
   * Takes over a file that was just made, which nobody else can know yet: whoever is known by its
   * identity is a file that was deleted behind our back.
   */
  public Lease adopt(OpenFile made, Naming naming) throws IOException {
    try {
      FileIdentity identity = naming.identityOf(made);
      forget(identity);
      return acquire(identity, made.lower().path().orElseThrow(), () -> made);
    } catch (IOException | RuntimeException | Error e) {
      made.close();
      throw e;
    }
  }

  /** Tells which file a new file is. */
  public interface Naming {
    /** Its identity. */
    FileIdentity identityOf(OpenFile made) throws IOException;
  }

  /** The file of that identity if somebody has it open, without I/O. */
  public Optional<OpenFile> peek(FileIdentity identity) {
    Entry entry = entries.get(identity);
    return entry == null ? Optional.empty() : entry.file();
  }

  /** The files that are open now. */
  public List<OpenFile> all() {
    List<OpenFile> files = new ArrayList<>();
    entries.values().forEach(entry -> entry.file().ifPresent(files::add));
    return files;
  }

  /** Tells all open files that {@code from}, or a directory of that name, is {@code to} now. */
  public void moved(Path from, Path to) {
    all().forEach(file -> file.lower().moved(from, to));
  }

  /** Where files are known by their path: gives the files below {@code from} their new identity. */
  public void rekey(Path from, Path to) {
    for (FileIdentity old : List.copyOf(entries.keySet())) {
      if (old.key() instanceof Path path && path.startsWith(from)) {
        move(old, new FileIdentity(to.resolve(from.relativize(path).toString())));
      }
    }
  }

  /**
   * Where files are known by their path: forgets the file that was deleted or replaced; its leases
   * go on.
   */
  public void forget(FileIdentity identity) {
    move(identity, new FileIdentity(new Object()));
  }

  /** Whether some open file holds writes back. */
  public boolean holdBackWrites() {
    return behind.isHolding();
  }

  /** The sizes of files that are not open. */
  public SizeMemory sizes() {
    return sizes;
  }

  /** Whether no file is open, so that nobody need be told what becomes of one. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  private synchronized void move(FileIdentity from, FileIdentity to) {
    Entry entry = entries.remove(from);
    if (entry != null) {
      entry.identity = to;
      entries.put(to, entry);
    }
  }

  private synchronized Entry count(FileIdentity identity) {
    Entry entry = entries.computeIfAbsent(identity, Entry::new);
    entry.leases++;
    return entry;
  }

  private void release(Entry entry) throws IOException {
    sizes.forget(entry.identity);
    try {
      entry.closeIf(() -> uncount(entry) == 0);
    } finally {
      removeIfUnused(entry);
    }
  }

  private synchronized int uncount(Entry entry) {
    return --entry.leases;
  }

  private synchronized void removeIfUnused(Entry entry) {
    if (entry.leases == 0) {
      entries.remove(entry.identity, entry);
    }
  }

  private void releaseAfter(Throwable failure, Entry entry) {
    try {
      release(entry);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * The place of one file. {@code leases} and {@code identity} change only under the monitor of the
   * registry.
   */
  private static final class Entry {
    private volatile FileIdentity identity;
    private int leases;

    @GuardedBy("this")
    private Optional<OpenFile> file = Optional.empty();

    Entry(FileIdentity identity) {
      this.identity = identity;
    }

    synchronized OpenFile openOrJoin(Path lower, Opening opening) throws IOException {
      if (file.isPresent()) {
        file.get().lower().foundAt(lower);
        file.get().refresh();
      } else {
        file = Optional.of(opening.open());
      }
      return file.get();
    }

    synchronized Optional<OpenFile> file() {
      return file;
    }

    synchronized void closeIf(java.util.function.BooleanSupplier last) throws IOException {
      boolean none = last.getAsBoolean();
      if (file.isPresent()) {
        OpenFile left = file.get();
        if (none) {
          file = Optional.empty();
          left.close();
        } else {
          left.flush(); // the one who leaves learns whether its writes went well
        }
      }
    }
  }
}
