package io.github.ecryptfs.keys.gnupg;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AssuanTest {
  @TempDir Path directory;

  private byte[] ask(String answer) throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.at(directory.resolve("s"), line -> answer);
        AssuanConnection connection = AssuanConnection.open(directory.resolve("s"));
        AssuanAnswer data = connection.call("ASK", AssuanInquiry.none())) {
      assertThat(agent.received()).containsExactly("ASK");
      return data.data();
    }
  }

  @Test
  void dataLinesAreJoinedAndUnescaped() throws IOException {
    assertThat(ask("# a comment\nS STATUS of something\nD a%25b%0A\nD c\nD \nD\nOK done\n"))
        .isEqualTo("a%b\nc".getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERR 67108881 No secret key <GPG Agent> | gpg-agent: No secret key <GPG Agent>",
        "ERR none | gpg-agent answers with an error that has no number",
        "ERR | gpg-agent answers with an error that has no number",
        "HTTP/1.1 400 Bad Request | gpg-agent answers with a line that is no Assuan",
        "OKAY | gpg-agent answers with a line that is no Assuan",
        "D %2 | gpg-agent answers with an escape that is none",
        "D %G0 | gpg-agent answers with an escape that is none",
        "D %0G | gpg-agent answers with an escape that is none",
        "hang up | gpg-agent has closed the connection",
      })
  void anAnswerThatIsNoneIsRefused(String answer, String problem) {
    String line = answer.equals("hang up") ? answer : answer + "\n";

    assertThatThrownBy(() -> ask(line)).isInstanceOf(IOException.class).hasMessage(problem);
  }

  @Test
  void aHostileServerDoesNotFillTheMemory() {
    assertThatThrownBy(() -> ask("x".repeat(1001)))
        .hasMessage("gpg-agent answers with a line of more than 1000 bytes");
    assertThatThrownBy(() -> ask("S again\n".repeat(1000)))
        .hasMessage("gpg-agent answers without an end");
    assertThatThrownBy(() -> ask(("D " + "x".repeat(900) + "\n").repeat(10)))
        .hasMessage("gpg-agent answers with more than 8192 bytes");
  }

  @Test
  void aLineMayHaveAThousandBytes() throws IOException {
    assertThat(ask("D " + "x".repeat(998) + "\nOK\n")).hasSize(998);
  }

  @Test
  void aCommandThatIsTooLongIsNotSent() throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.at(directory.resolve("s"), line -> "OK\n");
        AssuanConnection connection = AssuanConnection.open(directory.resolve("s"))) {
      assertThatThrownBy(() -> connection.call("x".repeat(1001)))
          .hasMessage("command of 1001 bytes, too long for gpg-agent");
      assertThat(agent.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ERR 1 busy\n", "220 mail.example.org\n"})
  void aServerThatDoesNotGreetIsLeft(String greeting) throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.greeting(directory.resolve("s"), greeting)) {
      assertThatThrownBy(() -> AssuanConnection.open(directory.resolve("s")))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("gpg-agent");
      assertThat(agent.received()).isEmpty();
    }
  }

  @Test
  void anInquiryIsAnsweredInShortLinesAndAnotherOneDeclined() throws IOException {
    byte[] bytes = new byte[700];
    new Random(1).nextBytes(bytes);
    AssuanInquiry inquiry = new AssuanInquiry("CIPHERTEXT", Bytes.copyOf(bytes));
    try (ScriptedAgent agent =
            ScriptedAgent.at(
                directory.resolve("s"),
                line -> {
                  return switch (line.split(" ", 2)[0]) {
                    case "DO" -> "INQUIRE PASSPHRASE for you\n";
                    case "CAN" -> "INQUIRE CIPHERTEXT\n";
                    case "END" -> "OK\n";
                    default -> "";
                  };
                });
        AssuanConnection connection = AssuanConnection.open(directory.resolve("s"))) {
      connection.call("DO", inquiry).close();

      assertThat(agent.received()).hasSize(6).startsWith("DO", "CAN").endsWith("END");
      assertThat(agent.received()).allSatisfy(line -> assertThat(line).hasSizeLessThan(1000));
      assertThat(unescaped(agent)).isEqualTo(bytes);
    }
  }

  private static byte[] unescaped(ScriptedAgent agent) throws IOException {
    byte[] room = new byte[3000];
    int length = 0;
    for (String line : agent.received()) {
      if (line.startsWith("D ")) {
        byte[] bytes = line.getBytes(ISO_8859_1);
        length = AssuanText.unescape(bytes, 2, bytes.length, room, length);
      }
    }
    return java.util.Arrays.copyOf(room, length);
  }

  @Test
  void anArgumentHasNeitherSpacesNorLineBreaks() {
    assertThat(AssuanText.argument("An encrypted file, 10 %\nü"))
        .isEqualTo("An+encrypted+file,+10+%25%0A%C3%BC");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "(5:valu",
        "(5:datum1:x)",
        "(5:value",
        "(5:value3:ab)",
        "(5:value3:abcd",
        "(5:value:",
        "(5:value99999999999999:x)",
        "(5:value1:x",
        "(5:value1"
      })
  void whatIsNoPlaintextIsRefused(String answer) {
    assertThatThrownBy(() -> Canonical.value(answer.getBytes(ISO_8859_1)))
        .isInstanceOf(IOException.class)
        .hasMessage("gpg-agent answers with something that is no plaintext");
  }

  @RepeatedTest(20)
  void aPlaintextComesOutAsItWentIn() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] plaintext = new byte[random.nextInt(1000)];
    random.nextBytes(plaintext);

    assertThat(Canonical.value(SoftAgent.value(plaintext))).as("seed " + seed).isEqualTo(plaintext);
  }

  @ParameterizedTest
  @CsvSource({
    "83886179, the question was cancelled",
    "198, the question was cancelled",
    "67108881, no secret key",
    "11, the passphrase given was wrong",
    "87, the PIN given was wrong",
    "130, the PIN of its card is blocked",
    "62, in time",
    "85, there is no working pinentry",
    "83902463, there is no working pinentry",
    "100663406, insert it",
    "119, gpg --card-status",
    "67108865, gpg-agent refuses"
  })
  void anErrorNumberTellsWhatToDo(long number, String advice) {
    assertThat(new AgentRefusal(number, "text").advice()).contains(advice);
  }
}
