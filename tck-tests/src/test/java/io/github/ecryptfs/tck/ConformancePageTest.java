package io.github.ecryptfs.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/conformance.md} says something of every method, and of none that is not there. */
final class ConformancePageTest {
  private static final Path DOCS = Path.of("..", "docs");

  /** A method with its parameters, in the page between backquotes. */
  private static final Pattern METHOD = Pattern.compile("`(\\w+\\([^`]*\\))`");

  /** Test classes in the last column. */
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

  /** What came after JDK 17: the page speaks of it, or the JDK gives it by itself. */
  private static final Set<String> NEWER =
      Set.of(
          "map(MapMode, long, long, Arena)",
          "readAttributesIfExists(Path, Class, LinkOption[])",
          "exists(Path, LinkOption[])",
          "resolve(String, String[])",
          "resolve(Path, Path[])");

  @ParameterizedTest
  @ValueSource(
      classes = {
        FileSystemProvider.class,
        FileSystem.class,
        Path.class,
        FileChannel.class,
        AsynchronousFileChannel.class,
        FileLock.class,
        FileStore.class,
        DirectoryStream.class,
        SecureDirectoryStream.class,
        WatchService.class,
        WatchKey.class
      })
  void everyMethodStandsInThePage(Class<?> type) throws IOException {
    Set<String> told = methodsIn(section(type.getSimpleName()));
    told.removeAll(NEWER);

    assertThat(told).containsExactlyInAnyOrderElementsOf(methodsOf(type));
  }

  @ParameterizedTest
  @ValueSource(strings = "conformance.md")
  void everyTestThatIsNamedIsThere(String page) throws IOException {
    Matcher tests = TEST.matcher(Files.readString(DOCS.resolve(page)));
    Set<String> sources = sources();

    assertThat(tests.results().map(found -> found.group(1) + ".java")).isSubsetOf(sources);
  }

  private static Set<String> sources() throws IOException {
    try (Stream<Path> files =
        Files.find(Path.of(".."), 12, (path, is) -> path.toString().endsWith("Test.java"))) {
      return files.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toSet());
    }
  }

  private static String section(String heading) throws IOException {
    String page = Files.readString(DOCS.resolve("conformance.md"));
    String marker = "\n## " + heading + "\n";
    assertThat(page).contains(marker);
    String rest = page.substring(page.indexOf(marker) + marker.length());
    return rest.split("\n## ", 2)[0];
  }

  private static Set<String> methodsIn(String section) {
    return METHOD
        .matcher(section)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> methodsOf(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class && !method.isSynthetic())
        .map(ConformancePageTest::signature)
        .filter(signature -> !NEWER.contains(signature))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", ", method.getName() + "(", ")"));
  }
}
