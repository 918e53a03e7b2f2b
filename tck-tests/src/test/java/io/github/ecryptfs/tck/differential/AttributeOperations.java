package io.github.ecryptfs.tck.differential;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is done with attributes, by strings and by views. */
final class AttributeOperations {
  /** What no two files have in common, or what directories tell of their names' lengths. */
  private static final Set<String> NOT_COMPARED =
      Set.of(
          "fileKey",
          "ino",
          "dev",
          "rdev",
          "ctime",
          "lastAccessTime",
          "creationTime",
          "size",
          "user.ecryptfs");

  private static final List<String> READ =
      List.of(
          "*",
          "size",
          "lastModifiedTime,isDirectory",
          "basic:isSymbolicLink,isOther",
          "basic:*",
          "posix:*",
          "posix:permissions,owner",
          "posix:size,isRegularFile",
          "unix:*",
          "unix:mode,nlink",
          "unix:uid,gid,size",
          "owner:owner",
          "owner:*",
          "user:*",
          "user:u",
          "user:u,v",
          "user:none",
          "bogus:*",
          "bogus",
          "size,bogus",
          "posix:bogus",
          "",
          ":",
          ":size",
          "basic:",
          "basic:*,size",
          "*,bogus",
          "dos:*",
          "acl:*",
          "unix:permissions",
          "posix:mode");
  private static final List<Class<? extends FileAttributeView>> VIEWS =
      List.of(
          BasicFileAttributeView.class,
          PosixFileAttributeView.class,
          FileOwnerAttributeView.class,
          UserDefinedFileAttributeView.class,
          AclFileAttributeView.class,
          DosFileAttributeView.class);

  private AttributeOperations() {}

  /** One of them. */
  static Operation next(Dice dice) {
    return switch (dice.below(16)) {
      case 0, 1 -> readByString(dice);
      case 2 -> readByClass(dice);
      case 3, 4, 5 -> set(dice);
      case 6, 7 -> setTimes(dice);
      case 8 -> setModified(dice);
      case 9 -> permissions(dice);
      case 10 -> owner(dice);
      case 11, 12, 13 -> user(dice);
      case 14 -> view(dice);
      default -> size(dice);
    };
  }

  private static Operation readByString(Dice dice) {
    String path = dice.path();
    String names = dice.of(READ);
    LinkOption[] options = NameOperations.follow(dice);
    return Operation.of(
        "readAttributes %s of %s %s".formatted(names, path, Arrays.toString(options)),
        side -> comparable(side, Files.readAttributes(side.at(path), names, options)));
  }

  /** The names of all attributes, and the values of those that can be compared. */
  private static Object comparable(Side side, Map<String, Object> values) {
    Map<String, Object> compared = new HashMap<>(values);
    compared.replaceAll((name, value) -> NOT_COMPARED.contains(name) ? "?" : side.show(value));
    return compared;
  }

  private static Operation readByClass(Dice dice) {
    String path = dice.path();
    LinkOption[] options = NameOperations.follow(dice);
    Class<? extends BasicFileAttributes> type =
        dice.oneIn(2) ? PosixFileAttributes.class : BasicFileAttributes.class;
    return Operation.of(
        "%s of %s %s".formatted(type.getSimpleName(), path, Arrays.toString(options)),
        side -> {
          BasicFileAttributes read = Files.readAttributes(side.at(path), type, options);
          return List.of(
              read.isDirectory(),
              read.isRegularFile() ? read.size() : "no file",
              read.isSymbolicLink() || read.isOther(),
              read.lastModifiedTime());
        });
  }

  private static Operation set(Dice dice) {
    String path = dice.path();
    LinkOption[] options = NameOperations.follow(dice);
    Map.Entry<String, Object> one = dice.of(settings(dice));
    return Operation.change(
        "setAttribute %s=%s of %s %s"
            .formatted(one.getKey(), one.getValue(), path, Arrays.toString(options)),
        side -> Files.setAttribute(side.at(path), one.getKey(), fresh(one.getValue()), options));
  }

  /** A buffer is used up by the first who reads it. */
  private static Object fresh(Object value) {
    return value instanceof ByteBuffer buffer ? buffer.duplicate() : value;
  }

  private static List<Map.Entry<String, Object>> settings(Dice dice) {
    return List.of(
        Map.entry("lastModifiedTime", dice.time()),
        Map.entry("basic:lastModifiedTime", dice.time()),
        Map.entry("posix:lastModifiedTime", dice.time()),
        Map.entry("basic:lastAccessTime", dice.time()),
        Map.entry("unix:lastModifiedTime", dice.time()),
        Map.entry("posix:permissions", PosixFilePermissions.fromString("rwxrw-r--")),
        Map.entry("unix:mode", 0700 + dice.below(0100)),
        Map.entry("unix:mode", "text"),
        Map.entry("unix:uid", "text"),
        Map.entry("unix:ctime", dice.time()),
        Map.entry("user:u", dice.bytes()),
        Map.entry("user:v", ByteBuffer.wrap("value".getBytes(StandardCharsets.UTF_8))),
        Map.entry("user:u", "no bytes"),
        Map.entry("size", 5L),
        Map.entry("basic:bogus", 5L),
        Map.entry("bogus:bogus", 5L),
        Map.entry("posix:permissions", "text"),
        Map.entry("lastModifiedTime", "text"),
        Map.entry("owner:owner", "text"),
        Map.entry("dos:hidden", true));
  }

  private static Operation setTimes(Dice dice) {
    String path = dice.path();
    LinkOption[] options = NameOperations.follow(dice);
    FileTime modified = dice.time();
    FileTime accessed = dice.time();
    Class<? extends BasicFileAttributeView> type =
        dice.oneIn(2) ? PosixFileAttributeView.class : BasicFileAttributeView.class;
    return Operation.of(
        "setTimes %s of %s %s".formatted(modified, path, Arrays.toString(options)),
        side -> {
          BasicFileAttributeView view = Files.getFileAttributeView(side.at(path), type, options);
          view.setTimes(modified, accessed, null);
          return view.readAttributes().lastAccessTime();
        });
  }

  private static Operation setModified(Dice dice) {
    String path = dice.path();
    FileTime time = dice.time();
    return Operation.of(
        "setLastModifiedTime %s of %s".formatted(time, path),
        side -> Files.getLastModifiedTime(Files.setLastModifiedTime(side.at(path), time)));
  }

  private static Operation permissions(Dice dice) {
    String path = dice.path();
    String mode = dice.of(List.of("rwx------", "rwxrwxrwx", "rwxr-x--x"));
    return Operation.of(
        "setPosixFilePermissions %s of %s".formatted(mode, path),
        side ->
            Files.getPosixFilePermissions(
                Files.setPosixFilePermissions(
                    side.at(path), PosixFilePermissions.fromString(mode))));
  }

  private static Operation owner(Dice dice) {
    String path = dice.path();
    LinkOption[] options = NameOperations.follow(dice);
    return Operation.of(
        "owner of %s %s, set anew".formatted(path, Arrays.toString(options)),
        side -> {
          Path file = side.at(path);
          PosixFileAttributeView view =
              Files.getFileAttributeView(file, PosixFileAttributeView.class, options);
          view.setGroup(view.readAttributes().group());
          return Files.setOwner(file, Files.getOwner(file)) + " " + view.getOwner();
        });
  }

  private static Operation user(Dice dice) {
    String path = dice.path();
    String name = dice.of(List.of("u", "v", "a.b", "\u00e9", "", "n".repeat(260)));
    byte[] value = dice.bytes();
    int room = dice.length();
    LinkOption[] options = NameOperations.follow(dice);
    String text = "user attribute %s of %s %s".formatted(name, path, Arrays.toString(options));
    return switch (dice.below(5)) {
      case 0, 1 ->
          Operation.of(
              "write %d bytes to %s".formatted(value.length, text),
              side -> userView(side, path, options).write(name, ByteBuffer.wrap(value)));
      case 2 ->
          Operation.of(
              "read %d bytes of %s".formatted(room, text),
              side -> {
                ByteBuffer buffer = ByteBuffer.allocate(room);
                int count = userView(side, path, options).read(name, buffer);
                return count + side.show(buffer.array()) + buffer.position();
              });
      case 3 -> Operation.change("delete " + text, s -> userView(s, path, options).delete(name));
      default ->
          Operation.of(
              "list and size of " + text,
              side -> {
                List<Object> seen = new ArrayList<>(userView(side, path, options).list());
                seen.add(userView(side, path, options).size(name));
                return seen;
              });
    };
  }

  private static UserDefinedFileAttributeView userView(
      Side side, String path, LinkOption... options) {
    return Files.getFileAttributeView(side.at(path), UserDefinedFileAttributeView.class, options);
  }

  private static Operation view(Dice dice) {
    String path = dice.path();
    Class<? extends FileAttributeView> type = dice.of(VIEWS);
    return Operation.of(
        "%s of %s".formatted(type.getSimpleName(), path),
        side -> {
          FileAttributeView view = Files.getFileAttributeView(side.at(path), type);
          return view == null
              ? "none"
              : view.name() + Files.getFileStore(side.at(path)).supportsFileAttributeView(type);
        });
  }

  private static Operation size(Dice dice) {
    String path = dice.path();
    return Operation.of(
        "size of " + path,
        side -> Files.isDirectory(side.at(path)) ? "directory" : Files.size(side.at(path)));
  }
}
