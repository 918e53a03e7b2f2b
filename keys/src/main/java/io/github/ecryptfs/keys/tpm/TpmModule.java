package io.github.ecryptfs.keys.tpm;

import io.github.ecryptfs.keys.KeyModule;
import io.github.ecryptfs.keys.KeyParameters;
import io.github.ecryptfs.keys.KeySource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The module {@code tpm}: a key that a TPM 2.0 has sealed, see {@link TpmKeys}.
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>parameter</th><th>short</th><th>meaning</th></tr>
 * <tr><td>tpm_keyfile</td><td>keyfile</td><td>the file with the sealed key</td></tr>
 * <tr><td>tpm_device</td><td>device</td><td>the TPM; else /dev/tpmrm0</td></tr>
 * <tr><td>tpm_socket</td><td>socket</td><td>a software TPM on a Unix socket</td></tr>
 * <tr><td>tpm_port</td><td>port</td><td>a software TPM on a port of this machine</td></tr>
 * </table>
 */
public final class TpmModule implements KeyModule {
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "keyfile", "tpm_keyfile",
          "device", "tpm_device",
          "socket", "tpm_socket",
          "port", "tpm_port");

  /** For {@link java.util.ServiceLoader}. */
  public TpmModule() {}

  @Override
  public String name() {
    return "tpm";
  }

  @Override
  public Map<String, String> parameters() {
    return PARAMETERS;
  }

  @Override
  public KeySource open(KeyParameters parameters) {
    Path file =
        parameters
            .path("tpm_keyfile")
            .orElseThrow(() -> new IllegalArgumentException("tpm key: want tpm_keyfile"));
    return TpmKeys.of(address(parameters), file);
  }

  private static TpmAddress address(KeyParameters parameters) {
    parameters.requireAtMostOneOf(List.of("tpm_device", "tpm_socket", "tpm_port"));
    Optional<TpmAddress> device = parameters.path("tpm_device").map(TpmAddress::device);
    return device
        .or(() -> parameters.path("tpm_socket").map(TpmAddress::unixSocket))
        .or(() -> parameters.find("tpm_port").map(text -> TpmAddress.localPort(port(text))))
        .orElseGet(TpmAddress::ofMachine);
  }

  private static int port(CharSequence text) {
    String digits = text.toString();
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    if (port == 0 || port > 65_535) {
      throw new IllegalArgumentException("tpm_port: want a number from 1 to 65535");
    }
    return port;
  }
}
