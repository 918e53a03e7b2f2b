package io.github.ecryptfs.tck.bench;

import static io.github.ecryptfs.tck.bench.Data.KIB;
import static io.github.ecryptfs.tck.bench.Data.MIB;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;

/** The rows of the table, with the ratios that we want. */
final class Rows {
  /** Files larger than what a core keeps near. */
  private static final int LARGE = 64;

  private Rows() {}

  /**
   * All rows.
   *
   * @param outside a directory of plain files, for copies
   */
  static List<Row> all(Path outside) {
    return Stream.of(sequential(), copies(outside), random(), small(), files(), names(), cipher())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Row> sequential() {
    return List.of(
        write("sequential write, 64 KiB", 0.42, Data.heap(64 * KIB)),
        write("sequential write, 1 MiB", 0.45, Data.heap(MIB)),
        Row.of(
            "sequential write, `newOutputStream`, 8 KiB",
            Amount.mib(LARGE),
            0.35,
            SequentialWorkloads.writeStream(LARGE, 8 * KIB)),
        read("sequential read, 64 KiB heap", 0.70, Data.heap(64 * KIB)),
        read("sequential read, 64 KiB direct", 0.52, Data.direct(64 * KIB)),
        read("sequential read, 1 MiB heap", 0.85, Data.heap(MIB)),
        read("sequential read, 1 MiB direct", 0.55, Data.direct(MIB)),
        read("sequential read, 4 KiB heap", 0.90, Data.heap(4 * KIB)),
        Row.of(
            "`InputStream.transferTo`",
            Amount.mib(LARGE),
            0.70,
            SequentialWorkloads.transferTo(LARGE)));
  }

  private static Row write(String title, double wanted, ByteBuffer buffer) {
    return Row.of(title, Amount.mib(LARGE), wanted, SequentialWorkloads.write(LARGE, buffer));
  }

  private static Row read(String title, double wanted, ByteBuffer buffer) {
    return Row.of(title, Amount.mib(LARGE), wanted, SequentialWorkloads.read(LARGE, buffer));
  }

  private static List<Row> copies(Path outside) {
    Amount amount = Amount.mib(LARGE);
    return List.of(
        Row.of("`Files.copy` in", amount, 0.42, SequentialWorkloads.copyIn(LARGE, outside)),
        Row.of("`Files.copy` out", amount, 0.60, SequentialWorkloads.copyOut(LARGE, outside)));
  }

  private static List<Row> random() {
    Amount reads = new Amount(2000, "read");
    Amount writes = new Amount(1000, "write");
    return List.of(
        Row.of(
            "random 4 KiB read, aligned",
            reads,
            0.60,
            RandomWorkloads.read(2000, LARGE, 4 * KIB, 4 * KIB)),
        Row.of(
            "random 4 KiB read, unaligned",
            reads,
            0.45,
            RandomWorkloads.read(2000, LARGE, 4 * KIB, 1)),
        Row.of(
            "random 4 KiB write, aligned",
            writes,
            0.33,
            RandomWorkloads.write(1000, LARGE, 4 * KIB, 4 * KIB)),
        Row.of(
            "random 4 KiB write, unaligned",
            writes,
            0.18,
            RandomWorkloads.write(1000, LARGE, 4 * KIB, 1)),
        Row.of(
            "hot 4 KiB read within 1 MiB",
            new Amount(5000, "read"),
            2.5,
            RandomWorkloads.read(5000, 1, 4 * KIB, 4 * KIB)),
        Row.of(
            "hot 100-byte read within 1 MiB",
            new Amount(5000, "read"),
            3,
            RandomWorkloads.read(5000, 1, 100, 1)));
  }

  private static List<Row> small() {
    Amount appends = new Amount(5000, "append");
    Workload append = RandomWorkloads.append(5000, 100);
    return List.of(
        Row.of("100-byte appends, write-through", appends, 0.30, append),
        Row.of("100-byte appends, write-behind", appends, 2.5, append).with(Variant.WRITE_BEHIND),
        Row.of(
            "sequential 100-byte reads",
            Amount.mib(1),
            2.5,
            SequentialWorkloads.read(1, Data.heap(100))));
  }

  private static List<Row> files() {
    Amount files = new Amount(500, "file");
    return List.of(
        Row.of("create 1 KiB files", files, 0.35, FileWorkloads.create(500)),
        Row.of("read 1 KiB files whole", files, 0.35, FileWorkloads.readWhole(500)),
        Row.of("`Files.size`, first", files, 0.20, FileWorkloads.sizeFirst(500)),
        Row.of("`Files.size`, repeated", files, 0.60, FileWorkloads.size(500)),
        Row.of("open + close", files, 0.40, FileWorkloads.open(500)),
        Row.of("open + read 4 KiB + close", files, 0.35, FileWorkloads.openAndRead(500)),
        Row.of("rename", files, 0.70, FileWorkloads.rename(500)),
        Row.of("delete", files, 0.70, FileWorkloads.delete(500)),
        Row.of("set times", files, 0.70, FileWorkloads.setTime(500)));
  }

  private static List<Row> names() {
    Amount entries = new Amount(1000, "entry");
    Workload list = DirectoryWorkloads.list(1000);
    return List.of(
        Row.of("list a directory, plain names", entries, 0.60, list),
        Row.of("list a directory, encrypted names", entries, 0.35, list)
            .with(Variant.ENCRYPTED_NAMES),
        Row.of(
            "`walkFileTree` with sizes, first",
            entries,
            0.20,
            DirectoryWorkloads.walkFirst(10, 100)),
        Row.of(
            "`walkFileTree` with sizes, repeated",
            entries,
            0.20,
            DirectoryWorkloads.walk(10, 100)));
  }

  private static List<Row> cipher() {
    return List.of(
        Row.of(
            "cipher alone, 64 extents, encrypt",
            new Amount(64, "extent"),
            1.4,
            CipherWorkloads.run(64, Cipher.ENCRYPT_MODE)),
        Row.of(
            "cipher alone, 64 extents, decrypt",
            new Amount(64, "extent"),
            1.5,
            CipherWorkloads.run(64, Cipher.DECRYPT_MODE)));
  }
}
