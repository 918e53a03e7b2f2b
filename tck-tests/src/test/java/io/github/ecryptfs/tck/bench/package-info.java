/** Benchmarks (JMH), run by hand; none of them is a test. */
@NullMarked
package io.github.ecryptfs.tck.bench;

import org.jspecify.annotations.NullMarked;
