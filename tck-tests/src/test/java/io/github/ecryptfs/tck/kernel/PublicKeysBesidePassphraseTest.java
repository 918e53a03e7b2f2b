package io.github.ecryptfs.tck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.ecryptfs.keys.RsaKeyFile;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import io.github.ecryptfs.tck.NeedsProgram;
import io.github.ecryptfs.tck.golden.Listing;
import io.github.ecryptfs.tck.golden.UpperEntry;
import io.github.ecryptfs.tck.realkeys.GnuPgRig;
import io.github.ecryptfs.tck.written.Variant;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel, which has neither the OpenPGP nor the RSA key, opens by the passphrase what is
 * wrapped for both, whichever packet comes first. One boot judges all trees.
 */
@Tag("kernel")
@NeedsProgram({"gpg", "gpgconf", "gpg-agent"})
class PublicKeysBesidePassphraseTest {
  private static final Variant PASSPHRASE = Variant.of("aes", 16);
  private static final int FIRST_PACKET = 26;

  @TempDir Path directory;

  private final SortedMap<String, String> written = new TreeMap<>();

  @Test
  void theKernelOpensFilesByThePassphraseBesidePublicKeys() throws Exception {
    ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    try (GnuPgRig gnupg = GnuPgRig.create()) {
      for (Map.Entry<String, String> key : publicKeys(gnupg).entrySet()) {
        jobs.add(write(key.getKey() + "-first", 1, key.getValue(), passphrase()));
        jobs.add(write(key.getKey() + "-second", 0x8c, passphrase(), key.getValue()));
      }
    }

    ArrayNode manifests = KernelRig.ready().judge(jobs, directory);

    assertThat(manifests).hasSize(6);
    for (int i = 0; i < jobs.size(); i++) {
      assertThat(manifests.get(i).path("oracle_error").asText()).as("error of the rig").isEmpty();
      assertThat(listing(manifests.get(i)))
          .as(jobs.get(i).path("lower").asText())
          .isEqualTo(written);
    }
  }

  private Map<String, String> publicKeys(GnuPgRig gnupg) throws Exception {
    String start = "%no-protection;Key-Type: eddsa;Key-Curve: ed25519;Subkey-Type: ";
    gnupg.makeKey("rsa@example.org", start + "rsa;Subkey-Length: 3072;Subkey-Usage: encrypt");
    gnupg.makeKey("curve@example.org", start + "ecdh;Subkey-Curve: cv25519");
    Path pem = directory.resolve("key.pem");
    RsaKeyFile.generate(pem, "hush".toCharArray(), new SecureRandom());
    String openPgp = "gnupg:gnupg_home=" + gnupg.home() + ":gnupg_recipient=";
    return Map.of(
        "openpgp-rsa", openPgp + "rsa@example.org",
        "openpgp-curve", openPgp + "curve@example.org",
        "openssl", "openssl:openssl_keyfile=" + pem + ":openssl_passwd=hush");
  }

  private static String passphrase() {
    JsonNode key = PASSPHRASE.spec().at("/keys/0");
    return "passphrase:passphrase_passwd="
        + key.path("passphrase").asText()
        + ":passphrase_salt="
        + key.path("salt").asText();
  }

  /** Writes a tree under two keys; gives the job of the kernel, to show it. */
  private JsonNode write(String name, int firstTag, String... keys) throws IOException {
    Path lower = Files.createDirectory(directory.resolve(name));
    try (MountOptions options = MountOptions.builder().keys(keys).build();
        FileSystem fs = Ecryptfs.mount(lower, options)) {
      Files.writeString(fs.getPath("/letter"), "Dear reader");
      Files.write(fs.getPath("/long"), new byte[10_000]);
      written.putAll(Listing.of(fs.getPath("/")));
    }
    assertThat(Files.readAllBytes(lower.resolve("letter"))[FIRST_PACKET])
        .isEqualTo((byte) firstTag);
    return JsonNodeFactory.instance
        .objectNode()
        .put("lower", lower.toString())
        .set("spec", PASSPHRASE.spec());
  }

  private static SortedMap<String, String> listing(JsonNode manifest) {
    List<UpperEntry> entries = new ArrayList<>();
    manifest.path("upper").forEach(entry -> entries.add(new UpperEntry(entry)));
    return Listing.of(entries);
  }
}
