package io.github.ecryptfs.tck.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupts at some threads are no business of the others that use the same file. */
final class InterruptTest {
  private static final Runs RUNS = Runs.of("operations interrupted");
  private static final int THREADS = 3;

  /** A lower directory with a configuration. */
  record Setting(SafetyLower lower, SafetyMount mount) {}

  static Stream<Setting> settings() {
    return Arrays.stream(SafetyLower.values())
        .flatMap(
            lower ->
                Stream.of(
                        new SafetyMount(false, false),
                        new SafetyMount(true, true),
                        new SafetyMount(false, false, true))
                    .map(mount -> new Setting(lower, mount)));
  }

  @AfterAll
  static void tell() {
    RUNS.tell();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void onlyTheInterruptedLoseTheirChannels(Setting setting) throws Exception {
    try (SafetyLower.Opened lower = setting.lower().open();
        FileSystem mount = setting.mount().mount(lower.directory())) {
      Path file = Files.write(mount.getPath("/file"), new byte[2 * THREADS * RegionOwner.BYTES]);
      Crew crew = new Crew();
      AtomicInteger interrupted = new AtomicInteger();
      List<Thread> victims = new ArrayList<>();
      for (int n = 0; n < THREADS; n++) {
        int region = n;
        crew.worker(() -> new RegionOwner(region).work(file, 5 * Runs.OPERATIONS));
        victims.add(crew.helper(() -> beInterrupted(file, THREADS + region, crew, interrupted)));
      }
      crew.helper(
          () -> {
            Random random = new Random(7);
            while (!crew.isOver()) {
              victims.get(random.nextInt(THREADS)).interrupt();
              Thread.onSpinWait();
            }
          });

      crew.run(setting.toString());

      assertThat(interrupted.get()).as("interrupted operations, %s", setting).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aDeletedFileOutlivesTheInterruptedToo(Setting setting) throws Exception {
    try (SafetyLower.Opened lower = setting.lower().open();
        FileSystem mount = setting.mount().mount(lower.directory())) {
      byte[] content = Step.bytes(20_000, 1);
      Path file = Files.write(mount.getPath("/file"), content);
      List<FileChannel> doomed = new ArrayList<>();
      for (int n = 0; n < Runs.OPERATIONS; n++) {
        doomed.add(FileChannel.open(file));
      }
      try (FileChannel open = FileChannel.open(file)) {
        Files.delete(file);
        Crew crew = new Crew();
        Thread victim = crew.worker(() -> readInterrupted(doomed));
        crew.worker(
            () -> {
              for (int n = 0; n < Runs.OPERATIONS; n++) {
                ByteBuffer target = ByteBuffer.allocate(content.length);
                assertThat(open.read(target, 0)).isEqualTo(content.length);
                assertThat(target.array()).isEqualTo(content);
              }
            });
        crew.helper(
            () -> {
              while (!crew.isOver()) {
                victim.interrupt();
                Thread.onSpinWait();
              }
            });
        crew.run(setting.toString());
      }
    }
  }

  private static void readInterrupted(List<FileChannel> channels) throws IOException {
    for (FileChannel channel : channels) {
      try (channel) {
        channel.read(ByteBuffer.allocate(40_000), 0);
      } catch (ClosedByInterruptException e) {
        clearFlag();
        RUNS.add();
      }
    }
  }

  private static void beInterrupted(Path file, int region, Crew crew, AtomicInteger count)
      throws IOException {
    RegionOwner owner = new RegionOwner(region);
    while (!crew.isOver()) {
      try {
        owner.work(file, 20);
      } catch (ClosedByInterruptException e) {
        clearFlag();
        count.incrementAndGet();
        RUNS.add();
        owner.forget();
      }
    }
  }

  /**
   * The flag is set when the exception comes. Newer JDKs set it before they look for a channel to
   * close, so in a storm an interrupt whose flag was cleared here already may close the next
   * channel: there nothing can be told from it.
   */
  private static void clearFlag() {
    boolean flag = Thread.interrupted();
    if (Runtime.version().feature() < 21) {
      assertThat(flag).as("the flag of the interrupted thread").isTrue();
    }
  }
}
