package io.github.ecryptfs.tck.bench;

import java.nio.file.Path;

/**
 * Files as they are: what the others are measured by.
 *
 * @param directory where they lie
 */
record PlainFiles(Path directory) implements Contender {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public void remount() {
    // Nothing of ours is cached.
  }

  @Override
  public void close() {
    // Whoever made the directory deletes it.
  }
}
