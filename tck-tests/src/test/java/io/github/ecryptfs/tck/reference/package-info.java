/**
 * A second reader of eCryptfs trees, written from the format alone.
 *
 * <p>It shares no code with the product: plain JDK calls, and Bouncy Castle's bare engines for the
 * ciphers that the JDK lacks. It is slow, reads whole files, and follows the kernel also where the
 * product is stricter, so that both can be held against the kernel's own records.
 */
@NullMarked
package io.github.ecryptfs.tck.reference;

import org.jspecify.annotations.NullMarked;
