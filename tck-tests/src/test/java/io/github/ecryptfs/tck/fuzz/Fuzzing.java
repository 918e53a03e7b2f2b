package io.github.ecryptfs.tck.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Fuzzes the methods of {@link HostileBytesTest}, each in a JVM of its own, as Jazzer wants it. A
 * finding is written to the corpus, where the normal build replays it.
 */
public final class Fuzzing {
  private Fuzzing() {}

  /**
   * Fuzzes.
   *
   * @param arguments the seconds for each method; what the names of methods begin with, for all if
   *     absent
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String prefix = arguments.length > 1 ? arguments[1] : "";
    List<String> targets =
        Arrays.stream(HostileBytesTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(FuzzTest.class))
            .map(Method::getName)
            .filter(name -> name.startsWith(prefix))
            .sorted(Comparator.naturalOrder())
            .toList();
    for (String target : targets) {
      if (fuzz(target, Integer.parseInt(arguments[0])) != 0) {
        throw new IllegalStateException(
            "found something at " + target + ": see above, and git status");
      }
    }
  }

  private static int fuzz(String target, int seconds) throws IOException, InterruptedException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-classpath",
            System.getProperty("java.class.path"),
            "-XX:+EnableDynamicAgentLoading",
            Jazzer.class.getName(),
            "--target_class=" + HostileBytesTest.class.getName(),
            "--target_method=" + target,
            "--instrumentation_includes=io.github.ecryptfs.**",
            "--max_duration=" + seconds + "s")
        .inheritIO()
        .start()
        .waitFor();
  }
}
