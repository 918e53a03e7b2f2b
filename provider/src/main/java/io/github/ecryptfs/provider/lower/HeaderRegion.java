package io.github.ecryptfs.provider.lower;

import io.github.ecryptfs.metadata.Header;
import io.github.ecryptfs.metadata.HeaderCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Metadata in front of the data ({@code docs/format.md}, "Header"). Confined to the write lock of
 * its open file.
 */
public record HeaderRegion(LowerChannel channel) implements MetadataStore {
  private static final int SIZE_AND_MARKER_BYTES = 16;

  private static final byte[] NONE = {};

  /**
   * Room for the next new header, when nobody is writing one: making it anew each time costs as
   * much as writing it. Headers hold no secret.
   */
  private static final AtomicReference<byte[]> ROOM = new AtomicReference<>(NONE);

  @Override
  public void create(Header header) throws IOException {
    byte[] region = ROOM.getAndSet(NONE);
    if (region.length != header.metadataBytes()) {
      region = new byte[header.metadataBytes()];
    }
    HeaderCodec.writeRegion(header, region);
    channel.write(ByteBuffer.wrap(region), 0);
    ROOM.set(region);
  }

  @Override
  public long readSize() throws IOException {
    return peekSize()
        .orElseThrow(
            () ->
                MetadataStore.vanished(
                    channel, "the header of the open file has been overwritten"));
  }

  private OptionalLong peekSize() throws IOException {
    byte[] start = new byte[SIZE_AND_MARKER_BYTES];
    int present = channel.read(ByteBuffer.wrap(start), 0);
    return HeaderCodec.peekUpperSize(start, present);
  }

  @Override
  public boolean isSize(long upperSize) throws IOException {
    return peekSize().equals(OptionalLong.of(upperSize));
  }

  @Override
  public boolean isSizeWritable() {
    return true;
  }

  @Override
  public void requireSizeWritable() {
    // The channel is all that it takes.
  }

  @Override
  public void writeSize(long upperSize) throws IOException {
    byte[] field = new byte[Long.BYTES];
    HeaderCodec.writeUpperSize(upperSize, field, 0);
    channel.write(ByteBuffer.wrap(field), 0);
  }

  @Override
  public void force(boolean withAttributes) throws IOException {
    channel.force(withAttributes);
  }
}
