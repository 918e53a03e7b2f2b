/** Whether data survives what goes wrong below: faults, crashes, interrupts, races, other JVMs. */
@NullMarked
package io.github.ecryptfs.tck.safety;

import org.jspecify.annotations.NullMarked;
