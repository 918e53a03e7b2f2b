package io.github.ecryptfs.tck.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** What the kernel showed of one path: an element of {@code upper} in a manifest. */
public record UpperEntry(JsonNode json) {
  /** The upper path; bytes that are not UTF-8 are replaced. */
  public String path() {
    return text("path")
        .orElseGet(
            () ->
                new String(
                    HexFormat.of().parseHex(json.get("path_hex").textValue()),
                    StandardCharsets.UTF_8));
  }

  /** True if the path is UTF-8. */
  public boolean hasReadablePath() {
    return json.hasNonNull("path");
  }

  /** The lower path. */
  public String lowerPath() {
    return text("lower_path").orElseThrow();
  }

  /** {@code file}, {@code dir} or {@code symlink}; empty if {@code lstat} failed. */
  public String type() {
    return text("type").orElse("");
  }

  /** The size in bytes; 0 for what has none. */
  public long size() {
    return json.path("size").longValue();
  }

  /** The lower size in bytes. */
  public OptionalLong lowerSize() {
    return number("lower_size");
  }

  /** SHA-256 of the content as far as it was read. */
  public Optional<String> sha256() {
    return text("sha256");
  }

  /** How many bytes that hash covers. */
  public long bytesRead() {
    return number("only_first_bytes_read").orElse(Math.max(0, size()));
  }

  /** The permission bits. */
  public int mode() {
    return Integer.parseInt(text("mode").orElseThrow(), 8);
  }

  /** Names of the file. */
  public int links() {
    return json.path("nlink").intValue();
  }

  /** Seconds since 1970. */
  public long seconds() {
    return json.path("mtime").longValue();
  }

  /** The target of a symbolic link. */
  public Optional<String> target() {
    return text("target");
  }

  /** The lower target of a symbolic link. */
  public Optional<String> lowerTarget() {
    return text("lower_target");
  }

  /**
   * The errno of a step that failed: {@code lstat}, {@code open}, {@code read}, {@code readlink},
   * {@code readdir}.
   */
  public Optional<String> error(String step) {
    return text(step + "_error");
  }

  private Optional<String> text(String field) {
    return Optional.ofNullable(json.get(field)).map(JsonNode::textValue);
  }

  private OptionalLong number(String field) {
    return json.hasNonNull(field)
        ? OptionalLong.of(json.get(field).longValue())
        : OptionalLong.empty();
  }

  @Override
  public String toString() {
    return path();
  }
}
