package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.attribute.UpperFile;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.util.List;

/**
 * An upper file as attribute views see it. Immutable.
 *
 * @param path the file
 * @param options whether a symbolic link at the end is followed
 */
record ViewedFile(EcryptfsPath path, List<LinkOption> options) implements UpperFile {
  @Override
  public <T> T read(LowerFunction<T> action) throws IOException {
    return path.getFileSystem().files().onLower(path, action, options.toArray(LinkOption[]::new));
  }

  @Override
  public <T> T change(LowerFunction<T> action) throws IOException {
    path.getFileSystem().files().requireWritable();
    return read(action);
  }
}
