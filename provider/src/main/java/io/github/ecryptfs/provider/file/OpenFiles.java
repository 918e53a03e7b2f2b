package io.github.ecryptfs.provider.file;

import io.github.ecryptfs.provider.lower.FileIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All open files of a mount, one for each lower file, counted by leases: a {@link Registry} by
 * identity, and what moving and deleting do to it.
 *
 * <p>Thread-safe.
 */
public final class OpenFiles {
  private final Registry<FileIdentity, OpenFile> registry = new Registry<>();
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
    Registry.Share<FileIdentity, OpenFile> share = share(identity, lower, opening);
    return new Lease(
        share.value(),
        () -> {
          sizes.forget(share.key());
          share.close();
        });
  }

  private Registry.Share<FileIdentity, OpenFile> share(
      FileIdentity identity, Path lower, Opening opening) throws IOException {
    try {
      return registry.acquire(identity, new Opener(lower, opening));
    } catch (IOException | RuntimeException | Error e) {
      sizes.forget(identity);
      throw e;
    }
  }

  /** Who has found the file at {@code lower}. */
  private record Opener(Path lower, Opening opening) implements Registry.Arrival<OpenFile> {
    @Override
    public OpenFile open() throws IOException {
      return opening.open();
    }

    @Override
    public void join(OpenFile file) throws IOException {
      file.lower().foundAt(lower);
      file.refresh();
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
    return registry.peek(identity);
  }

  /** The files that are open now. */
  public List<OpenFile> all() {
    return registry.all();
  }

  /** Tells all open files that {@code from}, or a directory of that name, is {@code to} now. */
  public void moved(Path from, Path to) {
    all().forEach(file -> file.lower().moved(from, to));
  }

  /** Where files are known by their path: gives the files below {@code from} their new identity. */
  public void rekey(Path from, Path to) {
    for (FileIdentity old : registry.keys()) {
      if (old.key() instanceof Path path && path.startsWith(from)) {
        registry.rekey(old, new FileIdentity(to.resolve(from.relativize(path).toString())));
      }
    }
  }

  /**
   * Where files are known by their path: forgets the file that was deleted or replaced; its leases
   * go on.
   */
  public void forget(FileIdentity identity) {
    registry.rekey(identity, new FileIdentity(new Object()));
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
    return registry.isEmpty();
  }
}
