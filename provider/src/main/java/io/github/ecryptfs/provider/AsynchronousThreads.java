package io.github.ecryptfs.provider;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of asynchronous channels that were opened without an executor, shared by all mounts
 * of the JVM. There are as many as there are operations under way, for a completion handler may
 * wait for another operation; they are daemons, and end after a minute without work.
 */
final class AsynchronousThreads {
  private AsynchronousThreads() {}

  /** The executor; it is never shut down. */
  static ExecutorService executor() {
    return OnFirstUse.EXECUTOR;
  }

  private static final class OnFirstUse {
    static final ExecutorService EXECUTOR = Executors.newCachedThreadPool(new Daemons());
  }

  private static final class Daemons implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(work, "ecryptfs-nio-asynchronous-" + made.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
