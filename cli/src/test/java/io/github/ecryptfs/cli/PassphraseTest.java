package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PassphraseTest {
  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(InputStream in) throws IOException {
    try (Passphrase passphrase = Passphrase.readLine(in)) {
      return passphrase.lendTo(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void isTheFirstLineAndLeavesTheRest() throws IOException {
    InputStream in = input("schön geheim\nrest");

    assertThat(read(in)).isEqualTo("schön geheim");
    assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("rest");
  }

  @Test
  void needsNoLineEnd() throws IOException {
    assertThat(read(input("secret"))).isEqualTo("secret");
  }

  @Test
  void refusesInputThatHasEnded() {
    assertThatThrownBy(() -> read(input(""))).hasMessage("no passphrase on standard input");
  }

  @Test
  void refusesAFileThatIsNoPassphrase() {
    assertThatThrownBy(() -> read(input("x".repeat(2000)))).hasMessageContaining("too long");
  }

  @Test
  void isZeroedWhenClosed() throws IOException {
    Passphrase passphrase = Passphrase.readLine(input("secret"));
    byte[] bytes = passphrase.lendTo(lent -> lent);

    passphrase.close();

    assertThat(bytes).containsOnly(0);
  }
}
