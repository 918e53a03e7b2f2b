package io.github.ecryptfs.keys.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.keys.KeyOption;
import io.github.ecryptfs.keys.KeySource;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of tokens without one. */
class Pkcs11ModuleTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs11_library=%s",
        "library=%s:slot=5:alias=fek:padding=pkcs1:passwd=1234",
        "library=%s:slot_index=1:padding=oaep:passwd_file=pin",
      })
  void driverIsLookedForOnUnlocking(String parameters) {
    try (KeySource source =
        KeyOption.parse("pkcs11:" + String.format(parameters, directory.resolve("none.so")))) {
      assertThatThrownBy(source::unlock)
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("install the driver of the token");
    }
  }

  @Test
  void fileThatIsNoDriverIsNamed() throws Exception {
    Path library = java.nio.file.Files.writeString(directory.resolve("a driver.so"), "none");

    try (KeySource source = KeyOption.parse("pkcs11:library=" + library)) {
      assertThatThrownBy(source::unlock)
          .isInstanceOf(KeyStoreException.class)
          .hasMessageStartingWith("slot at index 0 of " + library + " is not usable: ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pkcs11:passwd=hunter2 | pkcs11 key: want pkcs11_library",
        "pkcs11:library=a:slot=1:slot_index=2 | pkcs11 key: want only one of pkcs11_slot,",
        "pkcs11:library=a:slot=hunter2 | pkcs11_slot: want a number",
        "pkcs11:library=a:slot_index=-1 | PKCS#11 slot: want 0 or more",
        "pkcs11:library=a:padding=hunter2 | pkcs11_padding: want pkcs1 or oaep",
        "pkcs11:library=a$b | PKCS#11 library: the JDK takes no path with",
        "pkcs11:library=a\"b | PKCS#11 library: the JDK takes no path with",
        "pkcs11:library=a:pin=hunter2 | pkcs11 key: parameter 2 is unknown; known: pkcs11_alias,",
      })
  void malformedOptionIsRefused(String option, String message) {
    assertThatThrownBy(() -> KeyOption.parse(option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "CKR_PIN_INCORRECT, the PIN is wrong; it is not tried again",
    "CKR_PIN_LEN_RANGE, the PIN is wrong; it is not tried again",
    "CKR_PIN_LOCKED, its PIN is locked after too many wrong ones; unblock it",
    "CKR_PIN_EXPIRED, its PIN has expired",
    "CKR_USER_PIN_NOT_INITIALIZED, it has no PIN yet",
  })
  void refusedPinIsAnUnrecoverableKey(String code, String meaning) {
    assertThat(TokenErrors.ofLogin(token().toString(), failure(code)))
        .isInstanceOf(UnrecoverableKeyException.class)
        .hasMessageStartingWith("slot 5 of " + token().library() + ": " + meaning);
  }

  @Test
  void otherFailureKeepsItsCode() {
    assertThat(TokenErrors.ofLogin(token().toString(), failure("CKR_DEVICE_REMOVED")))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("lets nobody in: CKR_DEVICE_REMOVED");
  }

  private Pkcs11Token token() {
    return Pkcs11Token.inSlot(directory.resolve("driver.so"), 5);
  }

  /** As the JDK throws it: the code stands in the cause. */
  private static LoginException failure(String code) {
    LoginException failure = new FailedLoginException();
    failure.initCause(new IllegalStateException(code));
    return failure;
  }
}
