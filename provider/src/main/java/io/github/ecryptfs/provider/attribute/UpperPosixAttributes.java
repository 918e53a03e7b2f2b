package io.github.ecryptfs.provider.attribute;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** The POSIX attributes of a lower file with the upper size. Immutable. */
final class UpperPosixAttributes extends UpperAttributes<PosixFileAttributes>
    implements PosixFileAttributes {
  UpperPosixAttributes(PosixFileAttributes lower, long size) {
    super(lower, size);
  }

  @Override
  public UserPrincipal owner() {
    return lower.owner();
  }

  @Override
  public GroupPrincipal group() {
    return lower.group();
  }

  @Override
  public Set<PosixFilePermission> permissions() {
    return lower.permissions();
  }
}
