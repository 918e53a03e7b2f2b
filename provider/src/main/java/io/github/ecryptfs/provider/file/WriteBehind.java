package io.github.ecryptfs.provider.file;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the files of a mount that holds small writes back ({@code ecryptfs_nio_write_behind}) have
 * in common: the memory that they may take, and the timer that has them write what grows old.
 *
 * <p>Thread-safe.
 */
public final class WriteBehind implements AutoCloseable {
  /** 16 MiB for all files of a mount. */
  private static final int BUDGET = 16 << 20;

  /** For how long a write is held back at most. */
  private static final long AGE_MILLIS = 1000;

  /** How long the timer's thread waits for more to do before it ends. */
  private static final long IDLE_MILLIS = 5000;

  private final boolean off;
  private final AtomicInteger left;
  private final AtomicInteger holding = new AtomicInteger();
  private final ScheduledThreadPoolExecutor timer;

  private WriteBehind(int budget) {
    this.off = budget == 0;
    this.left = new AtomicInteger(budget);
    this.timer = new ScheduledThreadPoolExecutor(1, WriteBehind::thread);
    timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setKeepAliveTime(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ecryptfs-nio-write-behind");
    thread.setDaemon(true);
    return thread;
  }

  /** For a mount that holds writes back. */
  public static WriteBehind on() {
    return new WriteBehind(BUDGET);
  }

  /** For a mount that writes through: there is no memory for anything else. */
  public static WriteBehind off() {
    return new WriteBehind(0);
  }

  /** Whether the mount writes through. */
  boolean isOff() {
    return off;
  }

  /** Takes memory; false if there is not enough left. */
  boolean reserve(int bytes) {
    return left.getAndUpdate(n -> n < bytes ? n : n - bytes) >= bytes;
  }

  /** Gives memory back. */
  void release(int bytes) {
    left.addAndGet(bytes);
  }

  /** Tells that a file has begun to hold something back. */
  void began() {
    holding.incrementAndGet();
  }

  /** Tells that a file holds nothing back any more. */
  void ended() {
    holding.decrementAndGet();
  }

  /** Whether any file holds something back. */
  boolean isHolding() {
    return holding.get() > 0;
  }

  /**
   * Has {@code write} run when what is held back now has grown old; never after the mount's end.
   */
  void whenOld(Runnable write) {
    var unused = timer.schedule(write, AGE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Ends the timer. Open files write what they hold back when they are closed. */
  @Override
  public void close() {
    timer.shutdown();
  }
}
