package io.github.ecryptfs.provider;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The future of an operation of an asynchronous channel: the handler to whom the outcome goes when
 * a caller brings none.
 *
 * <p>As with the channels of the JDK, cancelling an operation that may be interrupted closes the
 * channel. An operation that is cancelled before it has begun does nothing.
 *
 * <p>Thread-safe.
 */
final class PendingResult<V> extends CompletableFuture<V> implements CompletionHandler<V, Object> {
  private final AsynchronousFileChannel channel;

  PendingResult(AsynchronousFileChannel channel) {
    this.channel = channel;
  }

  @Override
  public void completed(V result, Object attachment) {
    complete(result);
  }

  @Override
  public void failed(Throwable failure, Object attachment) {
    completeExceptionally(failure);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = completeExceptionally(new CancellationException()); // true only once
    if (cancelled && mayInterruptIfRunning) {
      closeChannel();
    }
    return cancelled;
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new CompletionException("the operation is cancelled, its channel closed badly", e);
    }
  }
}
