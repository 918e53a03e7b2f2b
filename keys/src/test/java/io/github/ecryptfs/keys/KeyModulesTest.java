package io.github.ecryptfs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.CharBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyModulesTest {
  @Test
  void ourModulesAreThere() {
    assertThat(KeyModules.names()).contains("openssl", "passphrase");
  }

  @Test
  void parametersInAMapMayHoldWhatEndsThemInAText() throws Exception {
    try (KeySource source = KeyModules.open("passphrase", Map.of("passwd", "a:b,c\nd"));
        KeySource direct =
            PassphraseKeys.of("a:b,c\nd".toCharArray(), PassphraseKeys.CONTENT_SALT)) {
      assertThat(source.unlock().get(0).signature()).isEqualTo(direct.unlock().get(0).signature());
    }
  }

  @Test
  void secretInABufferMayBeZeroedAfterwards() throws Exception {
    CharBuffer passphrase = CharBuffer.wrap("passphrase".toCharArray());
    try (KeySource source = KeyModules.open("passphrase", Map.of("passwd", passphrase))) {
      java.util.Arrays.fill(passphrase.array(), '\0');

      assertThat(source.unlock().get(0).signature()).hasToString("1848e1d7b8a187fc");
    }
  }

  @Test
  void unknownModuleIsRefusedWithTheNamesThereAre() {
    assertThatThrownBy(() -> KeyModules.open("tspi", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("openssl")
        .hasMessageContaining("passphrase");
  }

  @Test
  void unknownParameterIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> KeyModules.open("openssl", Map.of("openssl_key", "hunter2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("openssl_key is unknown; known: openssl_alias")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void twoModulesOfOneNameAreRefusedByTheirClasses() {
    KeyModule twin =
        new KeyModule() {
          @Override
          public String name() {
            return "openssl";
          }

          @Override
          public Map<String, String> parameters() {
            return Map.of();
          }

          @Override
          public KeySource open(KeyParameters parameters) {
            throw new AssertionError("not to be opened");
          }
        };

    assertThatThrownBy(() -> KeyModules.named("openssl", List.of(new OpensslModule(), twin)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("several key modules are called openssl")
        .hasMessageContaining(OpensslModule.class.getName())
        .hasMessageContaining(twin.getClass().getName());
  }
}
