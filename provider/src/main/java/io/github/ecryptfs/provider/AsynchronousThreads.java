package io.github.ecryptfs.provider;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of asynchronous channels that were opened without an executor, shared by all mounts
 * of the JVM. There are as many as there are operations under way, for a completion handler may
 * wait for another operation; they end after a minute without work.
 *
 * <p>They are daemons, or what the class that the system property {@value #FACTORY_PROPERTY} names
 * makes: {@link java.nio.channels.AsynchronousFileChannel} promises that the properties of {@link
 * java.nio.channels.AsynchronousChannelGroup} configure its default threads. The other one, the
 * initial size, says nothing about threads that are made when they are needed.
 */
final class AsynchronousThreads {
  private static final String FACTORY_PROPERTY =
      "java.nio.channels.DefaultThreadPool.threadFactory";

  private AsynchronousThreads() {}

  /**
   * The executor; it is never shut down.
   *
   * @throws IllegalStateException if the factory of the system property cannot be had
   */
  static ExecutorService executor() {
    return OnFirstUse.EXECUTOR;
  }

  private static final class OnFirstUse {
    static final ExecutorService EXECUTOR = Executors.newCachedThreadPool(factory());
  }

  private static ThreadFactory factory() {
    String name = System.getProperty(FACTORY_PROPERTY);
    return name == null ? new Daemons() : made(name);
  }

  private static ThreadFactory made(String name) {
    try {
      return Class.forName(name, true, ClassLoader.getSystemClassLoader())
          .asSubclass(ThreadFactory.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalStateException(
          "system property "
              + FACTORY_PROPERTY
              + ": want a public ThreadFactory with a constructor without parameters, got "
              + name,
          e);
    }
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
