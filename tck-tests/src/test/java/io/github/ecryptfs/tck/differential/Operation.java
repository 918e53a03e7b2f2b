package io.github.ecryptfs.tck.differential;

/**
 * Something that can be done on either side, in the same way any number of times. Immutable.
 *
 * @param text what it does, for reports
 * @param action does it
 */
record Operation(String text, Action action) {
  /** Does something on a side and gives what {@link Side#show} can show. */
  interface Action {
    Object on(Side side) throws Exception;
  }

  /** Like {@link Action}, where what it does to the tree is all there is to see. */
  interface Change {
    void on(Side side) throws Exception;
  }

  /** An operation whose result is compared. */
  static Operation of(String text, Action action) {
    return new Operation(text, action);
  }

  /** An operation without a result. */
  static Operation change(String text, Change change) {
    return new Operation(
        text,
        side -> {
          change.on(side);
          return "done";
        });
  }

  @Override
  public String toString() {
    return text;
  }
}
