package io.github.ecryptfs.tck.written;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.ecryptfs.tck.golden.GoldenFiles;
import io.github.ecryptfs.tck.golden.Listing;
import io.github.ecryptfs.tck.golden.Operations;
import io.github.ecryptfs.tck.reference.ReferenceDecoder;
import io.github.ecryptfs.tck.reference.ReferenceEncoder;
import io.github.ecryptfs.tck.reference.ReferencePassphrase;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we write is what the format prescribes, down to the last byte. */
class WrittenTreesTest {
  private final FileSystem memory = GoldenFiles.inMemory();
  private final Path lower = memory.getPath("/lower");
  private final Path model = memory.getPath("/model");

  static Stream<Variant> variants() {
    return Variant.all();
  }

  @AfterEach
  void closeMemory() throws IOException {
    memory.close();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theReferenceDecoderFindsWhatWasWritten(Variant variant) throws IOException {
    SortedMap<String, String> expected = write(variant, OperationLists.tree());

    for (ReferencePassphrase key : variant.keys()) {
      assertThat(Listing.decoded(lower, new ReferenceDecoder(List.of(key)), variant.names()))
          .as("with the key %s alone", key.signature())
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyLowerFileIsByteEqualToTheReferenceEncodersOne(Variant variant) throws IOException {
    write(variant, OperationLists.tree());
    ReferenceEncoder encoder = new ReferenceEncoder(variant.keys(), variant.encryptedNames());

    for (Path file : lowerFiles()) {
      byte[] made = Files.readAllBytes(file);
      if (variant.inXattr()) {
        byte[] metadata = Listing.metadata(file).orElseThrow();
        assertThat(metadata).as("attribute of %s", file).isEqualTo(encoder.attribute(metadata));
        assertThat(made).as("%s", file).isEqualTo(encoder.withAttribute(made, metadata));
      } else {
        assertThat(Listing.metadata(file)).as("attribute of %s", file).isEmpty();
        assertThat(made).as("%s", file).isEqualTo(encoder.withHeader(made));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void randomOperationsLeaveWhatTheModelHas(Variant variant) throws IOException {
    long seed = variant.hashCode();
    SortedMap<String, String> expected = write(variant, OperationLists.random(seed, 60));

    assertThat(Listing.decoded(lower, new ReferenceDecoder(variant.keys()), variant.names()))
        .as("seed %d", seed)
        .isEqualTo(expected);
  }

  /** Runs the operations on a fresh mount and on the model; gives what the model shows. */
  private SortedMap<String, String> write(Variant variant, ArrayNode operations)
      throws IOException {
    Files.createDirectory(lower);
    Files.createDirectory(model);
    new Operations(model).runAll(operations);
    SortedMap<String, String> expected = Listing.of(model);
    try (FileSystem mount = variant.mount(lower)) {
      new Operations(mount.getPath("/")).runAll(operations);
      assertThat(Listing.of(mount.getPath("/"))).as("the mount").isEqualTo(expected);
    }
    return expected;
  }

  private List<Path> lowerFiles() throws IOException {
    try (Stream<Path> paths = Files.walk(lower)) {
      return paths.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }
}
