package io.github.ecryptfs.metadata;

import static io.github.ecryptfs.metadata.Vectors.BY_TEST;
import static io.github.ecryptfs.metadata.Vectors.FLAGS;
import static io.github.ecryptfs.metadata.Vectors.MARKER;
import static io.github.ecryptfs.metadata.Vectors.oneKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTest {
  @ParameterizedTest
  @CsvSource({
    "-1, 3, 8192, negative size -1",
    "0, -1, 8192, 'version -1, want 0 to 3'",
    "0, 4, 8192, 'version 4, want 0 to 3'",
    "0, 3, 4096, metadata size of 4096 bytes",
    "0, 3, 8193, metadata size of 8193 bytes",
    "0, 3, 1052672, metadata size of 1052672 bytes"
  })
  void noHeaderIsMadeThatNobodyWouldRead(long size, int version, int metadata, String problem) {
    assertThatThrownBy(() -> new Header(size, MARKER, version, FLAGS, metadata, List.of(BY_TEST)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header: " + problem);
  }

  @Test
  void aHeaderHasAKey() {
    assertThatThrownBy(() -> Header.create(MARKER, FLAGS, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header: no wrapped key");
  }

  @Test
  void theKeysAreACopy() {
    List<WrappedFileKey> keys = new ArrayList<>(List.of(BY_TEST));
    Header header = Header.create(MARKER, FLAGS, keys);
    keys.clear();

    assertThat(header.keys()).containsExactly(BY_TEST);
  }

  @Test
  void onlyTheSizeChanges() {
    assertThat(oneKey().withUpperSize(7))
        .isEqualTo(new Header(7, MARKER, 3, FLAGS, 8192, List.of(BY_TEST)));
  }
}
