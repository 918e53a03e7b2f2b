package io.github.ecryptfs.keys;

import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Arrays;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;

/** A secret that the user is asked for. As thread-safe as its handler. */
final class AskedSecret implements Secret {
  private final CallbackHandler handler;
  private final String prompt;
  private volatile boolean closed;

  AskedSecret(CallbackHandler handler, String prompt) {
    this.handler = handler;
    this.prompt = prompt;
  }

  @Override
  public byte[] reveal() throws IOException {
    if (closed) {
      throw new IllegalStateException("secret used after close()");
    }
    PasswordCallback question = new PasswordCallback(prompt, false);
    try {
      handler.handle(new Callback[] {question});
      return answer(question);
    } catch (UnsupportedCallbackException e) {
      throw new IOException(
          "no answer to \"" + prompt + "\": passwords cannot be asked for here", e);
    } finally {
      question.clearPassword();
    }
  }

  private byte[] answer(PasswordCallback question) throws IOException {
    char[] answer = question.getPassword(); // a copy
    if (answer == null) {
      throw new IOException("no answer to \"" + prompt + "\": it was cancelled");
    }
    try {
      return SecretText.utf8(CharBuffer.wrap(answer));
    } finally {
      Arrays.fill(answer, '\0');
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
