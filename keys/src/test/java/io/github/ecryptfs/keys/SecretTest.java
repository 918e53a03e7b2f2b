package io.github.ecryptfs.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.CharBuffer;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void secretIsGivenAsBytesAndAsText() throws IOException {
    try (Secret secret = Secret.of(CharBuffer.wrap("schlüssel"))) {
      assertThat(secret.reveal()).isEqualTo("schlüssel".getBytes(UTF_8));
      assertThat(secret.revealText()).isEqualTo("schlüssel".toCharArray());
    }
  }

  @Test
  void adoptedBytesAreZeroedAtTheEnd() {
    byte[] bytes = {1, 2, 3};

    Secret.adopt(bytes).close();

    assertThat(bytes).containsOnly(0);
  }

  @Test
  void userIsAskedEachTime() throws IOException {
    AtomicReference<String> prompt = new AtomicReference<>("");
    try (Secret secret =
        Secret.asked(
            callbacks -> {
              PasswordCallback question = (PasswordCallback) callbacks[0];
              prompt.set(question.getPrompt() + prompt.get());
              question.setPassword("pin".toCharArray());
            },
            "PIN? ")) {
      assertThat(secret.reveal()).isEqualTo("pin".getBytes(UTF_8));
      assertThat(secret.revealText()).isEqualTo("pin".toCharArray());
    }
    assertThat(prompt).hasValue("PIN? PIN? ");
  }

  @Test
  void cancelledQuestionIsReported() {
    try (Secret secret = Secret.asked(callbacks -> {}, "PIN? ")) {
      assertThatThrownBy(secret::reveal)
          .isInstanceOf(IOException.class)
          .hasMessage("no answer to \"PIN? \": it was cancelled");
    }
  }

  @Test
  void handlerThatCannotAskIsReported() {
    try (Secret secret =
        Secret.asked(
            callbacks -> {
              throw new UnsupportedCallbackException(callbacks[0]);
            },
            "PIN? ")) {
      assertThatThrownBy(secret::reveal)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("passwords cannot be asked for here");
    }
  }

  @Test
  void closedSecretAsksNoMore() {
    Secret secret = Secret.asked(callbacks -> {}, "PIN? ");

    secret.close();

    assertThatThrownBy(secret::reveal).isInstanceOf(IllegalStateException.class);
  }
}
