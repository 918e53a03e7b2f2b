package io.github.ecryptfs.tck;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.is;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;

/**
 * Who may know whom, as {@code docs/architecture.md} draws it. A rule that stands in the way is
 * changed on purpose, with a page in {@code docs/decisions/}.
 */
@AnalyzeClasses(packages = "io.github.ecryptfs", importOptions = DoNotIncludeTests.class)
class RoomsTest {
  private static final String CRYPTO = "io.github.ecryptfs.crypto";
  private static final String METADATA = "io.github.ecryptfs.metadata";
  private static final String KEYS = "io.github.ecryptfs.keys";
  private static final String PROVIDER = "io.github.ecryptfs.provider";
  private static final String CLI = "io.github.ecryptfs.cli";

  /** Between modules, arrows point down, and the siblings metadata and keys do not meet. */
  @ArchTest
  static final ArchRule modulesKnowOnlyWhatIsBelowThem =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("crypto")
          .definedBy(CRYPTO + "..")
          .layer("metadata")
          .definedBy(METADATA + "..")
          .layer("keys")
          .definedBy(KEYS + "..")
          .layer("provider")
          .definedBy(PROVIDER + "..")
          .layer("cli")
          .definedBy(CLI + "..")
          .whereLayer("crypto")
          .mayNotAccessAnyLayer()
          .whereLayer("metadata")
          .mayOnlyAccessLayers("crypto")
          .whereLayer("keys")
          .mayOnlyAccessLayers("crypto")
          .whereLayer("provider")
          .mayOnlyAccessLayers("crypto", "metadata", "keys")
          .whereLayer("cli")
          .mayOnlyAccessLayers("provider", "keys", "crypto");

  /** Inside provider likewise; the exported room at the top may use all others. */
  @ArchTest
  static final ArchRule packagesOfProviderKnowOnlyWhatIsBelowThem =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("provider")
          .definedBy(PROVIDER)
          .layer("policy")
          .definedBy(PROVIDER + ".policy")
          .layer("tree")
          .definedBy(PROVIDER + ".tree")
          .layer("attribute")
          .definedBy(PROVIDER + ".attribute")
          .layer("file")
          .definedBy(PROVIDER + ".file")
          .layer("names")
          .definedBy(PROVIDER + ".names")
          .layer("lower")
          .definedBy(PROVIDER + ".lower")
          .whereLayer("policy")
          .mayNotAccessAnyLayer()
          .whereLayer("tree")
          .mayOnlyAccessLayers("attribute", "file", "names", "lower")
          .whereLayer("attribute")
          .mayOnlyAccessLayers("file", "lower")
          .whereLayer("file")
          .mayOnlyAccessLayers("lower")
          .whereLayer("names")
          .mayNotAccessAnyLayer()
          .whereLayer("lower")
          .mayNotAccessAnyLayer();

  /** A class in a package that the two tables above do not list would escape them. */
  @ArchTest
  static final ArchRule everyClassHasARoom =
      classes()
          .should()
          .resideInAnyPackage(
              CRYPTO,
              METADATA,
              KEYS,
              KEYS + ".file",
              KEYS + ".gnupg",
              KEYS + ".home",
              KEYS + ".keyring",
              KEYS + ".login",
              KEYS + ".pkcs11",
              KEYS + ".program",
              KEYS + ".tpm",
              PROVIDER,
              PROVIDER + ".policy",
              PROVIDER + ".tree",
              PROVIDER + ".attribute",
              PROVIDER + ".file",
              PROVIDER + ".names",
              PROVIDER + ".lower",
              CLI);

  /** Bytes and values only: where they come from is not their business. */
  @ArchTest
  static final ArchRule cryptoAndMetadataKnowNeitherPathsNorChannels =
      noClasses()
          .that()
          .resideInAnyPackage(CRYPTO + "..", METADATA + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..", "java.nio.channels..");

  /**
   * By call or by method reference: key bytes do not leave the rooms that know how to zero them. A
   * passphrase that the command line has read itself is its own to lend.
   */
  @ArchTest
  static final ArchRule secretsAreLentInCryptoAndKeysOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages(CRYPTO + "..", KEYS + "..")
          .should()
          .accessTargetWhere(
              target(is(name("lendTo")))
                  .and(targetOwner(resideInAnyPackage(CRYPTO + "..", KEYS + ".."))));

  /** {@code Path} alone, so that any lower file system will do. */
  @ArchTest
  static final ArchRule nobodyUsesJavaIoFile =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.File")
          .orShould()
          .callMethod(Path.class, "toFile");

  /** A library writes to no terminal. */
  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses().that().resideOutsideOfPackage(CLI + "..").should(ACCESS_STANDARD_STREAMS);

  /** No package may forget it: elsewhere NullAway looks away. */
  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .should(
              be(
                  describe(
                      "in a @NullMarked package",
                      type -> type.getPackage().isAnnotatedWith(NullMarked.class))));

  /** Names say what a thing does. */
  @ArchTest
  static final ArchRule noClassHasAnEmptyName =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Base|Common|Constants)");
}
