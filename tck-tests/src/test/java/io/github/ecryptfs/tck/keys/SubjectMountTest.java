package io.github.ecryptfs.tck.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ecryptfs.keys.KeySource;
import io.github.ecryptfs.keys.login.EcryptfsLoginModule;
import io.github.ecryptfs.keys.login.UnlockedKeys;
import io.github.ecryptfs.provider.Ecryptfs;
import io.github.ecryptfs.provider.MountOptions;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server mounts with the keys of who has logged in. */
final class SubjectMountTest {
  @TempDir Path lower;

  @Test
  void subjectMountsAsOftenAsItLikesUntilLogout() throws Exception {
    Subject subject = new Subject();
    EcryptfsLoginModule module = new EcryptfsLoginModule();
    module.initialize(
        subject, callbacks -> {}, Map.of(), Map.of("key", "passphrase:passwd=passphrase"));
    assertThat(module.login()).isTrue();
    assertThat(module.commit()).isTrue();

    try (FileSystem fs = mount(subject)) {
      Files.writeString(fs.getPath("/letter.txt"), "dear Anna");
    }
    FileSystem open = mount(subject);
    try (open) {
      assertThat(module.logout()).isTrue();
      assertThat(Files.readString(open.getPath("/letter.txt"))).isEqualTo("dear Anna");
    }
  }

  private FileSystem mount(Subject subject) throws IOException {
    try (KeySource keys = UnlockedKeys.of(subject);
        MountOptions options = MountOptions.builder().keySources(keys).encryptNames(true).build()) {
      return Ecryptfs.mount(lower, options);
    }
  }
}
