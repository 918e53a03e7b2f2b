package io.github.ecryptfs.tck.safety;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;

/** The extended attributes of a file of a {@link FaultyFileSystem}. */
record FaultyAttributes(
    UserDefinedFileAttributeView inner, FaultyFileSystem fileSystem, Faults.Body<Long> file)
    implements UserDefinedFileAttributeView {
  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public List<String> list() throws IOException {
    return fileSystem.faults().call(LowerCall.XATTR_READ, inner::list);
  }

  @Override
  public int size(String name) throws IOException {
    return fileSystem.faults().call(LowerCall.XATTR_READ, () -> inner.size(name));
  }

  @Override
  public int read(String name, ByteBuffer target) throws IOException {
    return fileSystem.faults().call(LowerCall.XATTR_READ, () -> inner.read(name, target));
  }

  @Override
  public int write(String name, ByteBuffer source) throws IOException {
    return fileSystem.faults().call(LowerCall.XATTR_WRITE, () -> writeLogged(name, source));
  }

  private int writeLogged(String name, ByteBuffer source) throws IOException {
    byte[] value = new byte[source.remaining()];
    source.get(value);
    inner.write(name, ByteBuffer.wrap(value));
    fileSystem.log().add(new Change.SetAttribute(file.run(), name, new Change.Content(value)));
    return value.length;
  }

  @Override
  public void delete(String name) throws IOException {
    fileSystem
        .faults()
        .call(
            LowerCall.XATTR_WRITE,
            () -> {
              inner.delete(name);
              return name;
            });
  }
}
