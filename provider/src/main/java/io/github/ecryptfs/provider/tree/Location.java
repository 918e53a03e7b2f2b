package io.github.ecryptfs.provider.tree;

import java.nio.file.Path;
import java.util.List;

/**
 * Where an upper path leads: its names hold no {@code .} or {@code ..}, and no name but perhaps the
 * last is a symbolic link.
 *
 * @param names the names from the root on; empty for the root
 * @param lower the lower path
 */
public record Location(List<String> names, Path lower) {
  /** Whether this is the root of the mount. */
  public boolean isRoot() {
    return names.isEmpty();
  }

  /** The upper path as text. */
  public String upper() {
    return "/" + String.join("/", names);
  }
}
