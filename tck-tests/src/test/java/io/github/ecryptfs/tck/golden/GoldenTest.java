package io.github.ecryptfs.tck.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ecryptfs.tck.golden.StricterThanKernel.Outcome;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * We show of every golden tree what the kernel showed.
 *
 * <p>Uses the public API only. {@link StricterThanKernel} has the exceptions; a row of it that no
 * path meets fails too.
 */
class GoldenTest {
  @TempDir Path temporary;

  static Stream<Arguments> casesAndLowers() throws IOException {
    return GoldenCase.all()
        .flatMap(golden -> Stream.of(LowerKind.values()).map(kind -> Arguments.of(golden, kind)));
  }

  static Stream<Arguments> viewsAndLowers() throws IOException {
    return casesAndLowers().flatMap(GoldenTest::views);
  }

  private static Stream<Arguments> views(Arguments arguments) {
    List<Arguments> views = new ArrayList<>();
    GoldenCase golden = (GoldenCase) arguments.get()[0];
    golden
        .spec()
        .path("views")
        .forEach(view -> views.add(Arguments.of(golden, view, arguments.get()[1])));
    return views.stream();
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("casesAndLowers")
  void showsWhatTheKernelShowed(GoldenCase golden, LowerKind kind) throws IOException {
    try (Mounted mounted = Mounted.of(golden, kind, temporary, env -> env)) {
      SoftAssertions softly = new SoftAssertions();

      softly.assertThat(mounted.listing()).as("listing").isEqualTo(expectedListing(golden));
      for (UpperEntry upper : golden.upper()) {
        check(softly, golden, mounted, upper);
      }

      softly.assertAll();
    }
  }

  private static Set<String> expectedListing(GoldenCase golden) {
    return golden.upper().stream()
        .filter(upper -> !is(Outcome.HIDDEN, golden, upper))
        .map(UpperEntry::path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean is(Outcome outcome, GoldenCase golden, UpperEntry upper) {
    return StricterThanKernel.of(golden, upper).filter(row -> row.outcome() == outcome).isPresent();
  }

  private static void check(
      SoftAssertions softly, GoldenCase golden, Mounted mounted, UpperEntry upper) {
    Optional<StricterThanKernel> deviation = StricterThanKernel.of(golden, upper);
    softly
        .assertThatCode(
            () -> {
              if (deviation.isPresent()) {
                checkDeviation(mounted, upper, deviation.get());
              } else {
                checkAttributes(mounted, upper);
                checkBody(mounted, upper);
              }
            })
        .as("%s", upper)
        .doesNotThrowAnyException();
  }

  private static void checkDeviation(Mounted mounted, UpperEntry upper, StricterThanKernel row)
      throws IOException {
    Path path = mounted.path(upper.path());
    switch (row.outcome()) {
      case HIDDEN -> assertThat(upper.error("lstat")).as("the kernel's lstat").contains("ENOENT");
      case REFUSED, CUT_SHORT ->
          assertThatThrownBy(() -> mounted.read(upper))
              .isInstanceOf(FileSystemException.class)
              .hasMessageContaining(upper.path())
              .hasMessageContaining(row.message());
      case SIZE_OF_HEADER -> {
        assertThat(Files.size(path)).isNotEqualTo(upper.size()).isEqualTo(5000);
        assertUnreadable(mounted, upper);
      }
      case LEFT_EMPTY -> {
        assertThat(Files.readAllBytes(path)).isEmpty();
        assertThat(Files.size(mounted.lower(upper.lowerPath()))).isZero();
      }
    }
  }

  private static void checkAttributes(Mounted mounted, UpperEntry upper) throws IOException {
    Path path = mounted.path(upper.path());
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    assertThat(type(attributes)).isEqualTo(upper.type());
    if (!attributes.isDirectory()) {
      assertThat(attributes.size()).as("size").isEqualTo(upper.size());
      assertThat(Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS))
          .as("links")
          .isEqualTo(upper.links());
    }
    if (!attributes.isSymbolicLink()) {
      assertThat(Files.getPosixFilePermissions(path))
          .isEqualTo(GoldenFiles.permissions(upper.mode()));
      assertThat(attributes.lastModifiedTime().toInstant().getEpochSecond())
          .as("time of the last change")
          .isEqualTo(upper.seconds());
    }
  }

  private static String type(BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return "symlink";
    }
    return attributes.isDirectory() ? "dir" : "file";
  }

  private static void checkBody(Mounted mounted, UpperEntry upper) throws IOException {
    if (upper.error("open").isPresent() || upper.error("read").isPresent()) {
      assertUnreadable(mounted, upper);
    } else if (upper.type().equals("file")) {
      assertThat(Sha256.of(mounted.read(upper)))
          .as("content")
          .isEqualTo(upper.sha256().orElseThrow());
      assertThat(Files.size(mounted.lower(upper.lowerPath())))
          .as("lower size")
          .isEqualTo(upper.lowerSize().orElseThrow());
    } else if (upper.type().equals("symlink")) {
      assertThat(Files.readSymbolicLink(mounted.path(upper.path())).toString())
          .isEqualTo(upper.target().orElseThrow());
    }
  }

  private static void assertUnreadable(Mounted mounted, UpperEntry upper) {
    assertThatThrownBy(() -> mounted.read(upper))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(upper.path());
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("casesAndLowers")
  void leniencyReadsWhatIsCutShortAsTheKernelDoes(GoldenCase golden, LowerKind kind)
      throws IOException {
    try (Mounted mounted =
        Mounted.of(golden, kind, temporary, env -> env.with("ecryptfs_nio_lenient", true))) {
      for (UpperEntry upper : golden.upper()) {
        if (is(Outcome.CUT_SHORT, golden, upper)) {
          assertThat(Sha256.of(mounted.read(upper)))
              .as("%s", upper)
              .isEqualTo(upper.sha256().orElseThrow());
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}, {1} on {2}")
  @MethodSource("viewsAndLowers")
  void furtherMountsShowWhatTheKernelShowed(GoldenCase golden, JsonNode view, LowerKind kind)
      throws IOException {
    String name = view.get("name").asText();
    Optional<LowerTree> saved = golden.savedView(name);
    try (Mounted mounted =
        Mounted.of(golden, kind, temporary, env -> env.with(view.get("mount").get("options")))) {
      SoftAssertions softly = new SoftAssertions();

      softly
          .assertThat(mounted.listing())
          .as("listing")
          .containsExactlyElementsOf(
              new TreeSet<>(golden.upper(name).stream().map(UpperEntry::path).toList()));
      for (UpperEntry upper : golden.upper(name)) {
        softly
            .assertThatCode(() -> checkView(mounted, upper, saved))
            .as("%s", upper)
            .doesNotThrowAnyException();
      }

      softly.assertAll();
    }
  }

  private static void checkView(Mounted mounted, UpperEntry upper, Optional<LowerTree> saved)
      throws IOException {
    checkAttributes(mounted, upper);
    checkBody(mounted, upper);
    if (saved.isPresent() && upper.type().equals("file")) {
      LowerEntry entry = saved.get().at(upper.path());
      assertThat(mounted.read(upper)).isEqualTo(((LowerEntry.Content) entry.body()).bytes());
    }
  }

  @ParameterizedTest(name = "{0}, {1} on {2}")
  @MethodSource("viewsAndLowers")
  void furtherMountsAreReadOnly(GoldenCase golden, JsonNode view, LowerKind kind)
      throws IOException {
    try (Mounted mounted =
        Mounted.of(golden, kind, temporary, env -> env.with(view.get("mount").get("options")))) {
      FileSystem fileSystem = mounted.fileSystem();

      assertThat(fileSystem.isReadOnly()).isTrue();
      assertThatThrownBy(() -> Files.writeString(fileSystem.getPath("/new"), "text"))
          .satisfiesAnyOf(
              e -> assertThat(e).isInstanceOf(FileSystemException.class),
              e -> assertThat(e).isInstanceOf(ReadOnlyFileSystemException.class));
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(LowerKind.class)
  void anEncryptedViewOfEncryptedNamesShowsTheLowerFilesAsTheyAre(LowerKind kind)
      throws IOException {
    GoldenCase golden = GoldenCase.named("aes24-header-fnek");
    try (Mounted mounted =
        Mounted.of(golden, kind, temporary, env -> env.with("ecryptfs_encrypted_view", true))) {
      for (UpperEntry upper : golden.upper()) {
        Path path = mounted.path(upper.lowerPath());
        assertThat(mounted.listing()).contains(upper.lowerPath());
        if (upper.type().equals("file")) {
          assertThat(Files.readAllBytes(path))
              .isEqualTo(Files.readAllBytes(mounted.lower(upper.lowerPath())));
        }
      }
    }
  }

  @Test
  void everyDeviationIsMetByAPath() throws IOException {
    for (StricterThanKernel row : StricterThanKernel.TABLE) {
      assertThat(GoldenCase.named(row.golden()).upper())
          .as("%s: %s", row.path(), row.reason())
          .anyMatch(upper -> row.path().matcher(upper.path()).matches());
    }
  }
}
