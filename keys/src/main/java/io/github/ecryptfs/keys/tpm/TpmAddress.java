package io.github.ecryptfs.keys.tpm;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a TPM 2.0 is reached. Immutable; each use opens it for a moment.
 *
 * <p>Programs that use the same software TPM take turns; the kernel's resource manager does that
 * for a device by itself.
 */
public final class TpmAddress {
  /** What the kernel calls the first TPM, behind its resource manager. */
  private static final Path USUAL_DEVICE = Path.of("/dev/tpmrm0");

  /** How to open it. */
  private interface Opener {
    TpmLink open() throws IOException;
  }

  private final String name;
  private final Opener opener;

  private TpmAddress(String name, Opener opener) {
    this.name = name;
    this.opener = opener;
  }

  /** The TPM of this machine, {@code /dev/tpmrm0}. */
  public static TpmAddress ofMachine() {
    return device(USUAL_DEVICE);
  }

  /** A device of the kernel; one with a resource manager, as others may be using the TPM too. */
  public static TpmAddress device(Path device) {
    return new TpmAddress(device.toString(), () -> TpmLink.device(device));
  }

  /** The server socket of a software TPM, such as swtpm, by its path. */
  public static TpmAddress unixSocket(Path socket) {
    return new TpmAddress(socket.toString(), () -> TpmLink.unixSocket(socket));
  }

  /** The server socket of a software TPM, by its port on this machine. */
  public static TpmAddress localPort(int port) {
    return new TpmAddress("port " + port, () -> TpmLink.localPort(port));
  }

  /**
   * Opens it.
   *
   * @throws IOException if it is not there, or this user may not use it; says what to do
   */
  Tpm open() throws IOException {
    try {
      return new Tpm(opener.open());
    } catch (IOException e) {
      throw new IOException(
          "no TPM 2.0 at "
              + name
              + " ("
              + e
              + "); is it switched on in the firmware, and is this user in the group tss?",
          e);
    }
  }

  /** Says where it is. */
  @Override
  public String toString() {
    return "TPM at " + name;
  }
}
