package io.github.ecryptfs.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Programs that a test runs for comparison. Where one is not installed, the test is skipped with
 * its name; where the environment variable {@code ECRYPTFS_REAL_TOOLS} is {@code required}, as in
 * {@code .ci/run}, it fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(ProgramCondition.class)
public @interface NeedsProgram {
  /** The names of the programs, as on the path. */
  String[] value();
}
