package io.github.ecryptfs.tck;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides on {@link NeedsProgram}. */
final class ProgramCondition implements ExecutionCondition {
  /** System directories, which are not on the path of every user. */
  private static final List<String> ALSO = List.of("/usr/sbin", "/sbin");

  private final Map<String, String> environment;

  /** For JUnit. */
  ProgramCondition() {
    this(System.getenv());
  }

  ProgramCondition(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return findAnnotation(context.getElement(), NeedsProgram.class)
        .map(needs -> decide(needs.value()))
        .orElseGet(() -> ConditionEvaluationResult.enabled("needs no program"));
  }

  ConditionEvaluationResult decide(String... programs) {
    List<String> missing = Arrays.stream(programs).filter(name -> !isInstalled(name)).toList();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("all programs are installed");
    }
    if ("required".equals(environment.get("ECRYPTFS_REAL_TOOLS"))) {
      throw new IllegalStateException(
          "not installed: " + missing + ", and ECRYPTFS_REAL_TOOLS=required; see .ci/run");
    }
    return ConditionEvaluationResult.disabled("not installed: " + missing);
  }

  private boolean isInstalled(String name) {
    String path = environment.getOrDefault("PATH", "");
    return java.util.stream.Stream.concat(
            Arrays.stream(path.split(Pattern.quote(File.pathSeparator), -1)), ALSO.stream())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
  }
}
