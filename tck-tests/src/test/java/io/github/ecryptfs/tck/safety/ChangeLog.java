package io.github.ecryptfs.tck.safety;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;

/** What changed on a lower file system, in order, while it records. Thread-safe. */
final class ChangeLog {
  @GuardedBy("this")
  private final List<Change> changes = new ArrayList<>();

  @GuardedBy("this")
  private boolean recording;

  /** Records from now on. */
  synchronized void record() {
    recording = true;
  }

  /** Takes a change down. */
  synchronized void add(Change change) {
    if (recording) {
      changes.add(change);
    }
  }

  /** What was recorded. */
  synchronized List<Change> changes() {
    return List.copyOf(changes);
  }
}
