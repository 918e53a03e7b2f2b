package io.github.ecryptfs.tck.golden;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The steps of {@code behaviours.json} at which we differ from the kernel, each with the reason;
 * {@code docs/compatibility.md} tells the same to users.
 *
 * @param behaviour its id
 * @param steps numbers of the steps, from 0
 * @param reason why
 */
record BetterThanKernel(String behaviour, Set<Integer> steps, String reason) {
  /** All deviations. */
  static final List<BetterThanKernel> TABLE =
      List.of(
          at("mount-options", "all keys given are content keys if none is named", 1, 9, 17),
          at("mount-options", "cipher and key size have the defaults of mount.ecryptfs", 3, 5),
          at(
              "mount-options",
              "an option that is not known is an error, as in newer kernels",
              29,
              31),
          at("key-sizes", "the key size has the default of mount.ecryptfs", 1, 4),
          at(
              "key-sizes",
              "a cipher of several key sizes must be told which: the kernel encrypts the first file"
                  + " with a constant key",
              78,
              81,
              218,
              221,
              260,
              263),
          at(
              "key-sizes",
              "the only key size is the default: the kernel cannot write, or reads back garbage",
              177,
              180,
              313),
          at(
              "key-sizes",
              "a key size that the cipher cannot take is refused at mount, not when the first file"
                  + " is made",
              85,
              88,
              92,
              95,
              99,
              102,
              113,
              116,
              162,
              165,
              169,
              172,
              183,
              186,
              190,
              193,
              197,
              200,
              211,
              214,
              225,
              228,
              239,
              242,
              253,
              256,
              274,
              277,
              281,
              284,
              288,
              291,
              302,
              305,
              316,
              319,
              323,
              326,
              337,
              340,
              344,
              347,
              358,
              361),
          at("wrong-key", "a mode can be changed without the key", 23),
          at(
              "wrong-key",
              "an encrypted file is not passed through: a write to it would destroy it",
              29),
          at("names-wrong-fnek", "a name of another key that is given can be looked up", 8, 9),
          at("names-wrong-fnek", "an undecodable name does not end a listing", 16),
          at(
              "xattr-vs-header",
              "a mount without the option does not open xattr files; the kernel does from the"
                  + " second try on",
              12,
              13,
              14,
              15,
              17,
              18,
              29),
          at("xattr-stat", "the size is that of the metadata before the first open, too", 6),
          at(
              "xattr-stat",
              "user.ecryptfs is hidden and protected: to change it is to lose the file",
              9,
              11,
              12,
              13,
              15),
          at("empty-lower", "reading never writes", 8, 9),
          at("empty-lower", "an empty lower file can grow by name", 13, 14),
          at("plain-lower", "a file that is opened to be replaced is replaced", 10, 11),
          at("unsupported", "user.ecryptfs is hidden and protected", 5, 7),
          at("special", "java.nio.file makes no pipes and devices, so the test has none", 5),
          at(
              "no-key-bytes-first-file",
              "a cipher of several key sizes must be told which",
              1,
              9,
              40,
              48,
              53,
              61),
          at(
              "no-key-bytes-first-file",
              "the only key size is the default, and no file has a constant key",
              15,
              23,
              25,
              38));

  private static BetterThanKernel at(String behaviour, String reason, Integer... steps) {
    return new BetterThanKernel(
        behaviour, Arrays.stream(steps).collect(Collectors.toUnmodifiableSet()), reason);
  }

  /** The deviation at a step, if there is one. */
  static Optional<BetterThanKernel> of(String behaviour, int step) {
    return TABLE.stream()
        .filter(row -> row.behaviour.equals(behaviour) && row.steps.contains(step))
        .findFirst();
  }
}
