package io.github.ecryptfs.provider.attribute;

import java.io.IOException;
import java.nio.file.Path;

/** An upper file that is looked up anew for each call, as the views of java.nio look theirs up. */
public interface UpperFile {
  /**
   * Calls {@code action} with the lower path of the file; failures come back with the upper path.
   */
  <T> T read(LowerFunction<T> action) throws IOException;

  /** As {@link #read} for an action that changes the file; refused if the mount is read-only. */
  <T> T change(LowerFunction<T> action) throws IOException;

  /** What is done with a lower path. */
  interface LowerFunction<T> {
    /** Does it. */
    T on(Path lower) throws IOException;
  }
}
