package io.github.ecryptfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountOptionListTest {
  @Test
  void splitsAtCommasAndAtTheFirstEqualsSign() {
    assertThat(
            MountOptionList.parse(
                List.of("ro,ecryptfs_cipher=aes", "key=openssl:openssl_keyfile=k")))
        .isEqualTo(
            Map.of(
                "ro", "", "ecryptfs_cipher", "aes", "key", List.of("openssl:openssl_keyfile=k")));
  }

  @Test
  void keysAndSignaturesThatAreRepeatedAreSeveral() {
    assertThat(MountOptionList.parse(List.of("ecryptfs_sig=a,key=b:c=d", "ecryptfs_sig=e,key=f")))
        .isEqualTo(Map.of("ecryptfs_sig", List.of("a", "e"), "key", List.of("b:c=d", "f")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passphrase=hunter2",
        "ro,passphrase=hunter2",
        "ro\npassphrase=hunter2",
        "key=passphrase,passphrase_passwd=hunter2",
        "key=passphrase:passphrase_passwd=hunter2",
        "key=passphrase:passphrase_salt=0011223344556677:passphrase_passwd=hunter2",
        "key=openssl:openssl_keyfile=k:openssl_passwd=hunter2"
      })
  void aSecretOnTheCommandLineIsRefusedAndNotRepeated(String list) {
    assertThatThrownBy(() -> MountOptionList.parse(List.of(list)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can be read by others")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aFileThatHoldsASecretIsFine() {
    assertThat(MountOptionList.parse(List.of("key=passphrase:passphrase_passwd_file=f")))
        .hasSize(1);
  }
}
