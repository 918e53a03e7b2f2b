/** RSA keys on tokens that speak PKCS#11 ({@code docs/keys.md}, "PKCS#11"). */
@NullMarked
package io.github.ecryptfs.keys.pkcs11;

import org.jspecify.annotations.NullMarked;
