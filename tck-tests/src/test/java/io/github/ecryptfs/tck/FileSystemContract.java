package io.github.ecryptfs.tck;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * The ground of the contract classes: one mount for a class and kind, one fresh directory for a
 * test.
 *
 * <p>A mount is shared by the tests of a class because deriving its keys is slow on purpose; a test
 * that closes a mount or looks into the lower directory opens its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FileSystemContract {
  /** The kind of mount that this run is about. */
  @Parameter
  @SuppressWarnings("NullAway.Init") // JUnit sets it before it calls anything
  MountFixture fixture;

  /** The mount, open. */
  @SuppressWarnings("NullAway.Init") // set before the first test
  Mount mount;

  /** The directory of the running test, fresh and empty. */
  @SuppressWarnings("NullAway.Init") // set before each test
  Path dir;

  private Optional<Mount> opened = Optional.empty();
  private int directories;

  @BeforeParameterizedClassInvocation
  void openMount() throws IOException {
    opened = Optional.empty(); // the one of the run before is closed
    mount = fixture.open();
    opened = Optional.of(mount);
  }

  @AfterParameterizedClassInvocation
  void closeMount() throws IOException {
    if (opened.isPresent()) { // absent where the fixture was skipped
      opened.get().close();
    }
  }

  @BeforeEach
  void makeDirectory(TestInfo test) throws IOException {
    skipWhatTheFixtureCannotDo(test);
    dir = Files.createDirectory(mount.root().resolve("test-" + directories++));
  }

  /** A new file in the directory of the test with the given content. */
  Path file(String name, byte[] content) throws IOException {
    return Files.write(dir.resolve(name), content);
  }

  private void skipWhatTheFixtureCannotDo(TestInfo test) {
    annotations(test, Needs.class)
        .flatMap(needs -> Arrays.stream(needs.value()))
        .forEach(this::skipWithout);
    annotations(test, PlainJimfsDiffers.class)
        .forEach(differs -> Assumptions.assumeFalse(fixture.isPlainJimfs(), differs.value()));
  }

  private static <A extends Annotation> Stream<A> annotations(TestInfo test, Class<A> type) {
    return Stream.<Optional<? extends AnnotatedElement>>of(
            test.getTestClass(), test.getTestMethod())
        .flatMap(Optional::stream)
        .flatMap(element -> Arrays.stream(element.getAnnotationsByType(type)));
  }

  /** Whether the fixture says that it cannot do that. */
  boolean lacks(Capability capability) {
    return fixture.lacks().containsKey(capability);
  }

  /** Skips a test that needs something in this case only. */
  void skipWithout(boolean needed, Capability capability) {
    if (needed) {
      skipWithout(capability);
    }
  }

  private void skipWithout(Capability capability) {
    Optional.ofNullable(fixture.lacks().get(capability))
        .ifPresent(reason -> Assumptions.abort(fixture + " lacks " + capability + ": " + reason));
  }
}
