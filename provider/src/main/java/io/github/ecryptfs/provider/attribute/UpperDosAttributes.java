package io.github.ecryptfs.provider.attribute;

import java.nio.file.attribute.DosFileAttributes;

/** The DOS attributes of a lower file with the upper size. Immutable. */
final class UpperDosAttributes extends UpperAttributes<DosFileAttributes>
    implements DosFileAttributes {
  UpperDosAttributes(DosFileAttributes lower, long size) {
    super(lower, size);
  }

  @Override
  public boolean isReadOnly() {
    return lower.isReadOnly();
  }

  @Override
  public boolean isHidden() {
    return lower.isHidden();
  }

  @Override
  public boolean isArchive() {
    return lower.isArchive();
  }

  @Override
  public boolean isSystem() {
    return lower.isSystem();
  }
}
