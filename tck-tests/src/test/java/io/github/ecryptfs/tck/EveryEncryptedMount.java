package io.github.ecryptfs.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs a contract class once for each kind of encrypted mount. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ParameterizedClass(name = "{0}", allowZeroInvocations = true)
@MethodSource("io.github.ecryptfs.tck.MountFixture#encrypted")
@interface EveryEncryptedMount {}
