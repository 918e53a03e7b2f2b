package io.github.ecryptfs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ecryptfs.crypto.Bytes;
import io.github.ecryptfs.crypto.CipherAlgorithm;
import io.github.ecryptfs.crypto.CipherSpec;
import io.github.ecryptfs.crypto.FileEncryptionKey;
import io.github.ecryptfs.crypto.KeySignature;
import io.github.ecryptfs.crypto.KeyUnavailableException;
import io.github.ecryptfs.crypto.KeyUnwrapException;
import io.github.ecryptfs.crypto.WrappedFileKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {
  private static final KeySignature A = new KeySignature(0xa);
  private static final KeySignature B = new KeySignature(0xb);

  private final KeyRing ring = new KeyRing();

  @Test
  void keysAreFoundBySignatureAndListedInTheOrderOfAdding() {
    FixedKey b = added(B);
    FixedKey a = added(A);

    assertThat(ring.signatures()).containsExactly(B, A);
    assertThat(ring.find(A)).containsSame(a);
    assertThat(ring.find(B)).containsSame(b);
    assertThat(ring.find(new KeySignature(0xc))).isEmpty();
  }

  @Test
  void secondKeyOfTheSameSignatureIsClosedAndTheFirstStays() {
    FixedKey first = added(A);
    FixedKey second = added(A);

    assertThat(ring.find(A)).containsSame(first);
    assertThat(first.closed).isFalse();
    assertThat(second.closed).isTrue();
  }

  @Test
  void addingTheVeryKeyThatIsHeldLeavesItOpen() {
    FixedKey key = added(A);

    ring.add(key);

    assertThat(key.closed).isFalse();
    assertThat(ring.signatures()).containsExactly(A);
  }

  @Test
  void closingDestroysAllKeysAndEmptiesTheRing() {
    FixedKey a = added(A);
    FixedKey b = added(B);

    ring.close();
    ring.close();

    assertThat(List.of(a.closed, b.closed)).containsOnly(true);
    assertThat(ring.signatures()).isEmpty();
    assertThat(ring.find(A)).isEmpty();
  }

  @Test
  void closedRingTakesNoKeyAndClosesTheOneThatIsOffered() {
    ring.close();
    FixedKey late = new FixedKey(A);

    assertThatThrownBy(() -> ring.add(late))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(A.toString());
    assertThat(late.closed).isTrue();
  }

  @Test
  void lastWrappedKeyOfTheFileIsTriedFirst() throws KeyUnwrapException {
    FixedKey a = added(A);
    FixedKey b = added(B);

    assertThat(ring.unwrap(List.of(wrapped(A), wrapped(B)))).isSameAs(b.fileKey);
    assertThat(ring.unwrap(List.of(wrapped(B), wrapped(A)))).isSameAs(a.fileKey);
  }

  @Test
  void wrappedKeysThatNobodyHoldsTheKeyOfArePassedOver() throws KeyUnwrapException {
    FixedKey a = added(A);

    assertThat(ring.unwrap(List.of(wrapped(A), wrapped(B)))).isSameAs(a.fileKey);
  }

  @Test
  void wrappedKeyThatFailsGivesWayToTheOneBeforeIt() throws KeyUnwrapException {
    FixedKey a = added(A);
    added(B);

    assertThat(ring.unwrap(List.of(wrapped(A), damaged(B)))).isSameAs(a.fileKey);
  }

  @Test
  void missingKeyIsReportedWithSignaturesWantedAndHeld() {
    added(B);

    assertThatThrownBy(() -> ring.unwrap(List.of(wrapped(A), wrapped(A))))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage(
            "no unlocked key has signature 000000000000000a; held: 000000000000000b;"
                + " unlock it or add its key source to the mount options");
  }

  @Test
  void emptyRingSaysThatItHoldsNone() {
    assertThatThrownBy(() -> ring.unwrap(List.of(wrapped(A))))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessageContaining("held: none;");
  }

  @Test
  void failureOfEveryCandidateIsReportedWithAllReasons() {
    added(A);
    added(B);

    assertThatThrownBy(() -> ring.unwrap(List.of(damaged(A), damaged(B))))
        .isInstanceOf(KeyUnwrapException.class)
        .hasMessage(
            "no unlocked key opens the file key: 000000000000000b: damaged;"
                + " 000000000000000a: damaged; wanted: 000000000000000a, 000000000000000b;"
                + " held: 000000000000000a, 000000000000000b")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
  }

  @Test
  void aKeyThatCannotBeUsedNowIsNoSignOfDamage() {
    added(A);
    added(B);

    assertThatThrownBy(() -> ring.unwrap(List.of(unavailable(A), damaged(B))))
        .isInstanceOf(KeyUnavailableException.class)
        .hasMessageContaining("card is out");
    assertThatThrownBy(() -> ring.unwrap(List.of(damaged(A), damaged(B))))
        .isExactlyInstanceOf(KeyUnwrapException.class);
  }

  @Test
  void keysThatAreNotRetainedAreClosed() {
    FixedKey a = added(A);
    FixedKey b = added(B);

    ring.retain(List.of(B));

    assertThat(a.closed).isTrue();
    assertThat(b.closed).isFalse();
    assertThat(ring.signatures()).containsExactly(B);
  }

  private FixedKey added(KeySignature signature) {
    FixedKey key = new FixedKey(signature);
    ring.add(key);
    return key;
  }

  private static WrappedFileKey wrapped(KeySignature signature) {
    return new WrappedFileKey.ByPublicKey(signature, Bytes.ofHex("01"));
  }

  private static WrappedFileKey damaged(KeySignature signature) {
    return new WrappedFileKey.ByPublicKey(signature, Bytes.ofHex("00"));
  }

  private static WrappedFileKey unavailable(KeySignature signature) {
    return new WrappedFileKey.ByPublicKey(signature, Bytes.ofHex("02"));
  }

  /** A key that always gives one file key, or fails where the wrapped key is {@link #damaged}. */
  private static final class FixedKey implements WrappingKey {
    private final KeySignature signature;
    private final FileEncryptionKey fileKey =
        FileEncryptionKey.adopt(new CipherSpec(CipherAlgorithm.AES, 16), new byte[16]);
    private boolean closed;

    FixedKey(KeySignature signature) {
      this.signature = signature;
    }

    @Override
    public KeySignature signature() {
      return signature;
    }

    @Override
    public WrappedFileKey wrap(FileEncryptionKey key) {
      return wrapped(signature);
    }

    @Override
    public FileEncryptionKey unwrap(WrappedFileKey wrapped) throws KeyUnwrapException {
      if (wrapped.equals(damaged(signature))) {
        throw new KeyUnwrapException(signature + ": damaged");
      }
      if (wrapped.equals(unavailable(signature))) {
        throw new KeyUnavailableException(signature + ": card is out");
      }
      return fileKey;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
