/**
 * Whatever bytes come in, nothing but our own failures comes out: parsers and mounts under
 * coverage-guided fuzzing. The normal build replays the corpus.
 */
@NullMarked
package io.github.ecryptfs.tck.fuzz;

import org.jspecify.annotations.NullMarked;
