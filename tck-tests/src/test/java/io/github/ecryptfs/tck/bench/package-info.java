/**
 * Benchmarks, run by hand ({@code docs/performance.md}); none of them is a test. They take turns
 * with plain files of the same JVM and judge by ratios, which a busy machine disturbs less than
 * times.
 */
@NullMarked
package io.github.ecryptfs.tck.bench;

import org.jspecify.annotations.NullMarked;
