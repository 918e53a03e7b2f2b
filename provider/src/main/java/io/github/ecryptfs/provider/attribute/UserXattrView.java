package io.github.ecryptfs.provider.attribute;

import io.github.ecryptfs.provider.lower.UserXattr;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;

/**
 * User-defined attributes of the lower file, without the one that holds eCryptfs metadata: who
 * changed it by mistake would lose the file. Values are not encrypted.
 *
 * @param lower the attributes of the lower file
 */
public record UserXattrView(UserDefinedFileAttributeView lower)
    implements UserDefinedFileAttributeView {
  @Override
  public String name() {
    return lower.name();
  }

  @Override
  public List<String> list() throws IOException {
    return lower.list().stream().filter(name -> !isMetadata(name)).toList();
  }

  @Override
  public int size(String name) throws IOException {
    return lower.size(visible(name));
  }

  @Override
  public int read(String name, ByteBuffer target) throws IOException {
    return lower.read(visible(name), target);
  }

  @Override
  public int write(String name, ByteBuffer source) throws IOException {
    return lower.write(changeable(name), source);
  }

  @Override
  public void delete(String name) throws IOException {
    lower.delete(changeable(name));
  }

  private static String visible(String name) throws FileSystemException {
    if (isMetadata(name)) {
      throw new FileSystemException(name, null, "no such attribute");
    }
    return name;
  }

  private static String changeable(String name) throws FileSystemException {
    if (isMetadata(name)) {
      throw new AccessDeniedException(
          name, null, "the attribute user.ecryptfs belongs to eCryptfs");
    }
    return name;
  }

  private static boolean isMetadata(String name) {
    return name.equals(UserXattr.NAME);
  }
}
