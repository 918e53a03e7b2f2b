package io.github.ecryptfs.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.PublicKeySignature;
import io.github.ecryptfs.keys.RsaPadding;
import io.github.ecryptfs.keys.Secret;
import io.github.ecryptfs.keys.WrappingKey;
import io.github.ecryptfs.keys.pkcs11.Pkcs11Keys;
import io.github.ecryptfs.keys.pkcs11.Pkcs11Token;
import io.github.ecryptfs.keys.pkcs11.TokenKey;
import io.github.ecryptfs.tck.NeedsProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.CharBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys on tokens of SoftHSM2, through the JDK's own PKCS#11. */
@NeedsProgram({"softhsm2-util", "pkcs11-tool"})
final class Pkcs11KeysTest {
  private static final CipherSpec AES_256 = new CipherSpec(CipherAlgorithm.AES, 32);

  private static Path library;
  private static long oneKey;
  private static long twoKeys;
  private static long noCertificate;

  @TempDir Path directory;

  @BeforeAll
  static void makeTokens() throws Exception {
    SoftTokens tokens = SoftTokens.create();
    library = SoftTokens.library();
    oneKey = tokens.token("one");
    tokens.key(oneKey, "fek");
    twoKeys = tokens.token("two");
    tokens.key(twoKeys, "first");
    tokens.key(twoKeys, "second");
    noCertificate = tokens.token("none");
    tokens.bareKey(noCertificate, "bare");
  }

  @ParameterizedTest
  @EnumSource
  void tokenUnwrapsWhatItsPublicKeyWraps(RsaPadding padding) throws Exception {
    try (KeySource source = source(oneKey, new TokenKey(Optional.empty(), padding), "123456");
        WrappingKey key = source.unlock().get(0);
        FileEncryptionKey fileKey = FileEncryptionKey.generate(AES_256, new SecureRandom())) {
      WrappedFileKey wrapped = key.wrap(fileKey);

      try (FileEncryptionKey unwrapped = key.unwrap(wrapped)) {
        assertThat(unwrapped.cipher()).isEqualTo(AES_256);
        assertThat(bytes(unwrapped)).isEqualTo(bytes(fileKey));
      }
    }
  }

  private static Bytes bytes(FileEncryptionKey key) {
    return key.lendTo(Bytes::copyOf);
  }

  /** What the key modules of ecryptfs-utils would have written, made by the JDK from the key. */
  @ParameterizedTest
  @EnumSource
  void tokenUnwrapsWhatOthersWrappedForItsKey(RsaPadding padding) throws Exception {
    RSAPublicKey publicKey = publicKeyOf(oneKey);
    byte[] envelope = new byte[19];
    envelope[0] = 7; // AES-128, a key of zeros, and their sum
    Cipher cipher =
        Cipher.getInstance(
            padding == RsaPadding.OAEP ? "RSA/ECB/OAEPPadding" : "RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, publicKey);
    Bytes wrapped = Bytes.copyOf(cipher.doFinal(envelope));

    try (KeySource source = source(oneKey, new TokenKey(Optional.of("fek"), padding), "123456");
        WrappingKey key = source.unlock().get(0);
        FileEncryptionKey unwrapped =
            key.unwrap(new WrappedFileKey.ByPublicKey(key.signature(), wrapped))) {
      assertThat(bytes(unwrapped)).isEqualTo(Bytes.copyOf(new byte[16]));
      assertThat(key.signature()).isEqualTo(PublicKeySignature.of(publicKey));
    }
  }

  private static RSAPublicKey publicKeyOf(long slot) throws Exception {
    AuthProvider provider =
        (AuthProvider)
            Security.getProvider("SunPKCS11")
                .configure("--name=test\nlibrary=" + library + "\nslot=" + slot);
    KeyStore store = KeyStore.getInstance("PKCS11", provider);
    store.load(null, "123456".toCharArray());
    try {
      return (RSAPublicKey) store.getCertificate("fek").getPublicKey();
    } finally {
      provider.logout();
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedPacketIsRefusedInOneWay(RsaPadding padding) throws Exception {
    try (KeySource source = source(oneKey, new TokenKey(Optional.empty(), padding), "123456");
        WrappingKey key = source.unlock().get(0);
        FileEncryptionKey fileKey = FileEncryptionKey.generate(AES_256, new SecureRandom())) {
      byte[] wrapped = ((WrappedFileKey.ByPublicKey) key.wrap(fileKey)).wrapped().toArray();
      for (int bit : new int[] {0, 100, 2047}) {
        byte[] damaged = wrapped.clone();
        damaged[255 - bit / 8] ^= (byte) (1 << bit % 8);

        assertThatThrownBy(
                () ->
                    key.unwrap(
                        new WrappedFileKey.ByPublicKey(key.signature(), Bytes.copyOf(damaged))))
            .as("bit %d", bit)
            .isInstanceOf(KeyUnwrapException.class)
            .hasMessageContaining("packet is damaged");
      }
    }
  }

  @Test
  void mountLivesOnAKeyOfAToken() throws Exception {
    Path pin = Files.writeString(directory.resolve("pin"), "pkcs11_passwd=123456\n");
    Files.setPosixFilePermissions(
        pin, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    URI lower = URI.create("ecryptfs:" + Files.createDirectory(directory.resolve("lower")).toUri());
    Map<String, ?> env =
        Map.of(
            "key",
            "pkcs11:library=" + library + ":slot=" + oneKey + ":alias=fek:passwd_file=" + pin);

    try (FileSystem fs = FileSystems.newFileSystem(lower, env)) {
      Files.writeString(fs.getPath("/a"), "hello");
    }
    try (FileSystem fs = FileSystems.newFileSystem(lower, env)) {
      assertThat(Files.readString(fs.getPath("/a"))).isEqualTo("hello");
    }
  }

  @Test
  void pinIsAskedForOnceAndOnlyWhenTheTokenWantsIt() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Secret pin =
        Secret.asked(
            callbacks -> {
              asked.incrementAndGet();
              answer(callbacks[0], "123456");
            },
            "PIN of the token: ");

    try (KeySource source = new Pkcs11Keys(token(oneKey), TokenKey.ONLY_ONE, pin)) {
      assertThat(asked).hasValue(0);
      try (WrappingKey key = source.unlock().get(0)) {
        assertThat(key).hasToString("RSA key " + key.signature());
      }
      assertThat(asked).hasValue(1);
    }
  }

  private static void answer(Callback callback, String pin) throws UnsupportedCallbackException {
    if (callback instanceof PasswordCallback question) {
      question.setPassword(pin.toCharArray());
    } else {
      throw new UnsupportedCallbackException(callback);
    }
  }

  @Test
  void wrongPinIsReportedAndNeverTriedAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Secret pin =
        Secret.asked(
            callbacks -> {
              asked.incrementAndGet();
              answer(callbacks[0], "654321");
            },
            "PIN: ");

    try (KeySource source = new Pkcs11Keys(token(oneKey), TokenKey.ONLY_ONE, pin)) {
      assertThatThrownBy(source::unlock)
          .isInstanceOf(UnrecoverableKeyException.class)
          .hasMessageContaining("the PIN is wrong; it is not tried again")
          .hasMessageNotContaining("654321");
      assertThatThrownBy(source::unlock)
          .isInstanceOf(UnrecoverableKeyException.class)
          .hasMessageContaining("it has refused this PIN before");
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void wrongPinOfAMountIsReportedByIt() {
    String key = "pkcs11:library=" + library + ":slot=" + oneKey + ":passwd=654321";

    assertThatThrownBy(
            () ->
                FileSystems.newFileSystem(
                    URI.create("ecryptfs:" + directory.toUri()), Map.of("key", key)))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("the PIN is wrong")
        .hasMessageNotContaining("654321");
  }

  /** To PKCS#11 the whole process is logged in, and the token asks nobody any more. */
  @Test
  void openTokenTakesNoOtherPin() throws Exception {
    try (KeySource source = source(oneKey, TokenKey.ONLY_ONE, "123456");
        WrappingKey key = source.unlock().get(0);
        KeySource stranger = source(oneKey, TokenKey.ONLY_ONE, "654321");
        KeySource owner = source(oneKey, TokenKey.ONLY_ONE, "123456")) {
      assertThatThrownBy(stranger::unlock)
          .isInstanceOf(UnrecoverableKeyException.class)
          .hasMessageContaining("the PIN is not the one with which it is open");
      try (WrappingKey again = owner.unlock().get(0)) {
        assertThat(again.signature()).isEqualTo(key.signature());
      }
      try (FileEncryptionKey fileKey = FileEncryptionKey.generate(AES_256, new SecureRandom());
          FileEncryptionKey unwrapped = key.unwrap(key.wrap(fileKey))) {
        assertThat(bytes(unwrapped)).isEqualTo(bytes(fileKey));
      }
    }
  }

  @Test
  void lastKeyThatIsClosedLogsOut() throws Exception {
    WrappingKey key;
    try (KeySource source = source(oneKey, TokenKey.ONLY_ONE, "123456")) {
      key = source.unlock().get(0);
      try (FileEncryptionKey fileKey = FileEncryptionKey.generate(AES_256, new SecureRandom())) {
        WrappedFileKey wrapped = key.wrap(fileKey);
        key.close();
        key.close();
        assertThatThrownBy(() -> key.unwrap(wrapped)).isInstanceOf(IllegalStateException.class);
      }
    }

    try (KeySource stranger = source(oneKey, TokenKey.ONLY_ONE, "654321")) {
      assertThatThrownBy(stranger::unlock)
          .isInstanceOf(UnrecoverableKeyException.class)
          .hasMessageContaining("the PIN is wrong");
    }
  }

  @Test
  void missingPinIsNotTriedAsAnEmptyOne() throws Exception {
    try (KeySource source = new Pkcs11Keys(token(oneKey), TokenKey.ONLY_ONE, Secret.none())) {
      assertThatThrownBy(source::unlock)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the token asks for a PIN, and none is given");
    }
  }

  @Test
  void oneOfTwoKeysMustBeNamed() throws Exception {
    try (KeySource any = source(twoKeys, TokenKey.ONLY_ONE, "123456");
        KeySource second = source(twoKeys, labelled("second"), "123456");
        KeySource third = source(twoKeys, labelled("third"), "123456")) {
      assertThatThrownBy(any::unlock)
          .isInstanceOf(InvalidKeyException.class)
          .hasMessageContaining("want one RSA key, found [first, second]");
      assertThatThrownBy(third::unlock)
          .isInstanceOf(InvalidKeyException.class)
          .hasMessageContaining("with the label third, found [first, second]");
      second.unlock().get(0).close();
    }
  }

  @Test
  void keyWithoutACertificateIsExplained() throws Exception {
    try (KeySource source = source(noCertificate, TokenKey.ONLY_ONE, "123456")) {
      assertThatThrownBy(source::unlock)
          .isInstanceOf(InvalidKeyException.class)
          .hasMessageContaining("store a certificate beside the key");
    }
  }

  @Test
  void missingLibrarySlotAndTokenAreExplained() throws Exception {
    Path none = directory.resolve("none.so");
    assertThatThrownBy(unlocking(Pkcs11Token.atIndex(none, 0)))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("install the driver of the token");
    assertThatThrownBy(unlocking(Pkcs11Token.inSlot(library, 77)))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("slot 77 of " + library)
        .hasMessageContaining("there is no such slot");
    assertThatThrownBy(unlocking(Pkcs11Token.atIndex(library, 3)))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("not initialised");
    assertThatThrownBy(unlocking(Pkcs11Token.atIndex(library, 99)))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("slot at index 99");
  }

  private static org.assertj.core.api.ThrowableAssert.ThrowingCallable unlocking(
      Pkcs11Token token) {
    return () -> {
      try (KeySource source =
          new Pkcs11Keys(token, TokenKey.ONLY_ONE, Secret.of(CharBuffer.wrap("123456")))) {
        source.unlock();
      }
    };
  }

  private static Pkcs11Token token(long slot) {
    return Pkcs11Token.inSlot(library, slot);
  }

  private static TokenKey labelled(String alias) {
    return new TokenKey(Optional.of(alias), RsaPadding.PKCS1);
  }

  private static KeySource source(long slot, TokenKey key, String pin) {
    return new Pkcs11Keys(token(slot), key, Secret.of(CharBuffer.wrap(pin)));
  }
}
