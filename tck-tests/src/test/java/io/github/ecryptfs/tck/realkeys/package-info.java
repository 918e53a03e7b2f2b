/**
 * Key modules against the programs that they work with: GnuPG, a TPM, the kernel keyring, PAM.
 * Where a program is missing, its tests are skipped, see {@link
 * io.github.ecryptfs.tck.NeedsProgram}.
 */
@NullMarked
package io.github.ecryptfs.tck.realkeys;

import org.jspecify.annotations.NullMarked;
