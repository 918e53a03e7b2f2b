package io.github.ecryptfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The fenced blocks of a page of the project's documentation. */
record Markdown(List<Block> blocks) {
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** A block and the language that its fence names. */
  record Block(String language, String text) {}

  /** Reads a page by its path from the top of the source tree. */
  static Markdown page(String path) throws IOException {
    String text = Files.readString(Run.HOME.resolve(Path.of(path)));
    return new Markdown(FENCE.matcher(text).results().map(Markdown::block).toList());
  }

  private static Block block(MatchResult fence) {
    return new Block(fence.group(1), fence.group(2));
  }

  /** The texts of all blocks of a language, in order. */
  List<String> in(String language) {
    return blocks.stream()
        .filter(block -> block.language().equals(language))
        .map(Block::text)
        .toList();
  }

  /** The one block of any language that begins with {@code start}. */
  String beginningWith(String start) {
    return blocks.stream()
        .map(Block::text)
        .filter(text -> text.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no block begins with: " + start));
  }
}
