package io.github.ecryptfs.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A promise that Jimfs itself does not keep: the test is skipped there, and there only. Mounts over
 * Jimfs keep it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface PlainJimfsDiffers {
  /** What Jimfs does in its place. */
  String value();
}
