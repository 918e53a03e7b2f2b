package io.github.ecryptfs.keys.tpm;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The few commands of a TPM 2.0 that seal and unseal (TCG TPM 2.0 Library, parts 2 and 3).
 *
 * <p>Not thread-safe: confined to one use. What it loads into the TPM is flushed again.
 */
final class Tpm implements AutoCloseable {
  /** The hash of names, policies and the bank of registers. */
  static final int SHA_256 = 0x000b;

  private static final int CREATE_PRIMARY = 0x131;
  private static final int CREATE = 0x153;
  private static final int LOAD = 0x157;
  private static final int UNSEAL = 0x15e;
  private static final int FLUSH_CONTEXT = 0x165;
  private static final int START_AUTH_SESSION = 0x176;
  private static final int POLICY_PCR = 0x17f;
  private static final int POLICY_GET_DIGEST = 0x189;

  private static final int OWNER = 0x40000001;
  private static final int NO_HANDLE = 0x40000007;
  private static final int NONCE_BYTES = 16;

  private static final int NONE = 0x0010; // of algorithms
  private static final int ECC = 0x0023;
  private static final int KEYED_HASH = 0x0008;
  private static final int AES = 0x0006;
  private static final int CFB = 0x0043;
  private static final int P_256 = 0x0003;

  /**
   * Fixed to TPM and parent, made by the TPM, used by password, no lockout, restricted, decrypts.
   */
  private static final int OF_STORAGE_KEY = 0x00030472;

  /** Fixed to TPM and parent, no lockout; without a password, so by its policy alone. */
  private static final int OF_SEALED_DATA = 0x00000412;

  private final TpmLink link;
  private final SecureRandom random = new SecureRandom();

  /** Takes {@code link} over. */
  Tpm(TpmLink link) {
    this.link = link;
  }

  /** What a session is for. */
  private enum Session {
    POLICY(1),
    TRIAL(3);

    private final int number;

    Session(int number) {
      this.number = number;
    }
  }

  /** Something that is loaded until it is closed. */
  private final class Loaded implements AutoCloseable {
    private final int handle;

    Loaded(int handle) {
      this.handle = handle;
    }

    @Override
    public void close() throws IOException {
      run(TpmCommand.plain(FLUSH_CONTEXT).putInt(handle)).close();
    }
  }

  /**
   * Seals {@code secret} such that it comes out only while the registers are as they are now.
   *
   * @param secret at most 128 bytes, left for the caller to zero
   */
  SealedData seal(byte[] secret, PcrSelection pcrs) throws IOException {
    byte[] policy = policyOf(pcrs);
    try (Loaded parent = storageKey();
        TpmAnswer answer = run(createSealed(parent.handle, secret, policy))) {
      answer.readInt(); // the size of the parameters
      byte[] privatePart = answer.readSized();
      return SealedData.of(answer.readSized(), privatePart);
    }
  }

  /**
   * Gives the secret back, in an array that the caller owns and zeroes.
   *
   * @throws TpmRefusal if the registers have changed, or the data is not of this TPM
   */
  byte[] unseal(SealedData sealed, PcrSelection pcrs) throws IOException {
    try (Loaded parent = storageKey();
        Loaded data = load(parent.handle, sealed);
        Loaded session = startSession(Session.POLICY)) {
      demand(pcrs, session.handle);
      try (TpmAnswer answer = run(TpmCommand.byPolicy(UNSEAL, data.handle, session.handle))) {
        answer.readInt(); // the size of the parameters
        return answer.readSized();
      }
    }
  }

  private byte[] policyOf(PcrSelection pcrs) throws IOException {
    try (Loaded session = startSession(Session.TRIAL)) {
      demand(pcrs, session.handle);
      try (TpmAnswer answer = run(TpmCommand.plain(POLICY_GET_DIGEST).putInt(session.handle))) {
        return answer.readSized();
      }
    }
  }

  private Loaded startSession(Session kind) throws IOException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    TpmCommand command =
        TpmCommand.plain(START_AUTH_SESSION)
            .putInt(NO_HANDLE) // no salt
            .putInt(NO_HANDLE) // bound to nothing
            .putSized(nonce)
            .putShort(0)
            .putByte(kind.number)
            .putShort(NONE)
            .putShort(SHA_256);
    try (TpmAnswer answer = run(command)) {
      return new Loaded(answer.readInt());
    }
  }

  /** The registers as the TPM has them now, which it compares when the session is used. */
  private void demand(PcrSelection pcrs, int session) throws IOException {
    run(TpmCommand.plain(POLICY_PCR).putInt(session).putShort(0).put(pcrs)).close();
  }

  /** The storage key of the owner hierarchy: the same each time, made from the TPM's seed. */
  private Loaded storageKey() throws IOException {
    byte[] template;
    try (TpmCommand area = TpmCommand.plain(0)) {
      area.putShort(ECC).putShort(SHA_256).putInt(OF_STORAGE_KEY).putShort(0);
      area.putShort(AES).putShort(128).putShort(CFB).putShort(NONE);
      area.putShort(P_256).putShort(NONE).putShort(0).putShort(0);
      template = area.body();
    }
    TpmCommand command =
        TpmCommand.byEmptyPassword(CREATE_PRIMARY, OWNER)
            .putSized(new byte[4]) // neither password nor data
            .putSized(template)
            .putShort(0)
            .putInt(0);
    try (TpmAnswer answer = run(command)) {
      return new Loaded(answer.readInt());
    }
  }

  private static TpmCommand createSealed(int parent, byte[] secret, byte[] policy) {
    byte[] template;
    try (TpmCommand area = TpmCommand.plain(0)) {
      area.putShort(KEYED_HASH).putShort(SHA_256).putInt(OF_SEALED_DATA).putSized(policy);
      area.putShort(NONE).putShort(0);
      template = area.body();
    }
    return TpmCommand.byEmptyPassword(CREATE, parent)
        .putShort(4 + secret.length)
        .putShort(0) // no password
        .putSized(secret)
        .putSized(template)
        .putShort(0)
        .putInt(0);
  }

  private Loaded load(int parent, SealedData sealed) throws IOException {
    TpmCommand command =
        TpmCommand.byEmptyPassword(LOAD, parent)
            .putSized(sealed.privatePart().toArray())
            .putSized(sealed.publicPart().toArray());
    try (TpmAnswer answer = run(command)) {
      return new Loaded(answer.readInt());
    }
  }

  /** Sends a command, and zeroes it. */
  private TpmAnswer run(TpmCommand command) throws IOException {
    byte[] bytes = command.toByteArray();
    try (command) {
      return new TpmAnswer(link.transmit(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
