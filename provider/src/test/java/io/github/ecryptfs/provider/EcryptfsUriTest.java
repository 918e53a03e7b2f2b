package io.github.ecryptfs.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcryptfsUriTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "ecryptfs:file:///srv/secret/!/notes/today.txt file:///srv/secret/ /notes/today.txt",
        "ecryptfs:file:///srv/secret!/notes file:///srv/secret/ /notes",
        "ecryptfs:file:///srv/secret/!/ file:///srv/secret/ /",
        "ecryptfs:file:///srv/secret/ file:///srv/secret/ /",
        "ecryptfs:file:///srv/secret file:///srv/secret/ /",
        "ecryptfs:jimfs://work/lower!/a jimfs://work/lower/ /a",
        "ecryptfs:sftp://me@host:22/d?v=1!/a sftp://me@host:22/d?v=1 /a",
        "ecryptfs:jar:file:///a.zip!/d/!/b jar:file:///a.zip!/d/ /b",
        "eCryptFS:file:///d/!/a file:///d/ /a",
        "ecryptfs:file:///d/!//a//b/ file:///d/ /a/b",
        "ecryptfs:file:///d%20e/!/%C3%A9%2B+%21 file:///d%20e/ /é++!",
        "ecryptfs:file:///d/!/é file:///d/ /é",
        "ecryptfs:file:///d/!/! file:///d/ /!",
        "ecryptfs:file:///x!y/!/a file:///x!y/ /a",
        "ecryptfs:file:///d!/[!/a file:///d/ /[!/a"
      })
  void theLastBorderIsTriedFirst(URI uri, URI lower, String upper) {
    assertThat(EcryptfsUri.readings(uri).get(0)).isEqualTo(new EcryptfsUri(lower, upper));
  }

  @Test
  void allBordersAreTriedAndThenNone() {
    assertThat(EcryptfsUri.readings(URI.create("ecryptfs:file:///a/x!/b!/c")))
        .containsExactly(
            new EcryptfsUri(URI.create("file:///a/x!/b/"), "/c"),
            new EcryptfsUri(URI.create("file:///a/x/"), "/b!/c"),
            new EcryptfsUri(URI.create("file:///a/x!/b!/c/"), "/"));
  }

  @Test
  void whatPathsWriteIsAsciiAndPlainWhereItCanBe() {
    String upper = "/a b/#?%!/é/🔑/-._~$&'()*+,;=:@[]^";

    assertThat(new EcryptfsUri(URI.create("file:///d"), upper).toUri().toString())
        .startsWith("ecryptfs:file:///d/!/a%20b/%23%3F%25%21/%C3%A9/%F0%9F%94%91/")
        .endsWith("/-._~$&'()*+,;=:@%5B%5D%5E");
  }

  @ParameterizedTest
  @ValueSource(longs = {51, 52, 53, 54})
  void everyUpperPathComesBackFromItsUri(long seed) {
    Random random = new Random(seed);
    List<String> lowers =
        List.of("file:///srv/x!/", "jimfs://work/lower", "jar:file:///a.zip!/", "s3://b/k?v=1");
    for (int i = 0; i < 1_000; i++) {
      String upper = randomUpper(random);
      EcryptfsUri written = new EcryptfsUri(URI.create(lowers.get(i % lowers.size())), upper);
      assertThat(EcryptfsUri.readings(URI.create(written.toUri().toASCIIString())).get(0))
          .as("'%s', seed %d", upper, seed)
          .isEqualTo(written);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "file:///srv/secret/!/a|want the scheme 'ecryptfs'",
        "srv/secret|want the scheme 'ecryptfs'",
        "ecryptfs:srv/secret|want the URI of the lower directory",
        "ecryptfs:/srv/secret|want the URI of the lower directory",
        "ecryptfs:!/a|want the URI of the lower directory",
        "ecryptfs:file:///d/!/a?b|write '?' in names as %3F",
        "ecryptfs:file:///d/!/a#b|write '#' in names as %23",
        "ecryptfs:file:///d#b|it has a fragment",
        "ecryptfs:file:///d/!/%FF|not in UTF-8",
        "ecryptfs:file:///d/!/%ED%A0%80|not in UTF-8",
        "ecryptfs:file:///d/!/%00|NUL",
        "ecryptfs:ecryptfs:file:///d/!/a!/b|cannot be in an ecryptfs file system",
        "ecryptfs:ECRYPTFS:file:///d/|cannot be in an ecryptfs file system"
      })
  void malformedUrisSayWhatIsWrong(URI uri, String problem) {
    assertThatThrownBy(() -> EcryptfsUri.readings(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void partsAreChecked() {
    assertThatThrownBy(() -> new EcryptfsUri(URI.create("lower"), "/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("want a scheme");
    assertThatThrownBy(() -> new EcryptfsUri(URI.create("file:///d/#a"), "/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no fragment");
    assertThatThrownBy(() -> new EcryptfsUri(URI.create("file:///d/"), "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("want an absolute path");
  }

  @Test
  void unknownLowerProvidersAreNamedWithTheInstalledOnes() {
    assertThatThrownBy(() -> EcryptfsUri.lowerDirectory(URI.create("ecryptfs:gopher://host/d/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gopher")
        .hasMessageContaining("file");
  }

  @Test
  void whatTheLowerProviderRefusesIsSaid() {
    assertThatThrownBy(() -> EcryptfsUri.lowerDirectory(URI.create("ecryptfs:file://host/d/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower URI 'file://host/d/'");
  }

  @Test
  void aLowerFileSystemThatIsNotOpenIsSaid() {
    assertThatThrownBy(() -> EcryptfsUri.lowerDirectory(URI.create("ecryptfs:jimfs://not-open/d/")))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("jimfs://not-open/d/");
  }

  @Test
  void aZipFileThatIsNotOpenIsSaid(@TempDir Path temp) {
    URI zip = URI.create("ecryptfs:jar:" + temp.resolve("a.zip").toUri() + "!/");

    assertThatThrownBy(() -> EcryptfsUri.lowerDirectory(zip))
        .isInstanceOf(FileSystemNotFoundException.class)
        .hasMessageContaining("not open");
  }

  @Test
  void directoriesOfAnyProviderCanBeMounted(@TempDir Path temp) throws IOException {
    URI zipUri = URI.create("jar:" + temp.resolve("a.zip").toUri());
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix());
        FileSystem zip = FileSystems.newFileSystem(zipUri, Map.of("create", "true"))) {
      for (Path lower : List.of(temp, jimfs.getPath("/work"), zip.getPath("/"))) {
        assertThat(EcryptfsUri.lowerDirectory(URI.create("ecryptfs:" + lower.toUri())))
            .isEqualTo(lower);
        URI root = new EcryptfsUri(lower.toUri(), "/").toUri();
        assertThat(EcryptfsUri.lowerDirectory(root)).isEqualTo(lower);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {61, 62})
  void directoriesWithAnyNameCanBeMounted(long seed) throws IOException {
    Random random = new Random(seed);
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix())) {
      for (int i = 0; i < 200; i++) {
        Path lower = jimfs.getPath("/" + i + randomUpper(random) + "/x!").normalize();
        Files.createDirectories(lower);
        assertThat(EcryptfsUri.lowerDirectory(URI.create("ecryptfs:" + lower.toUri())))
            .as("'%s', seed %d", lower, seed)
            .isEqualTo(lower);
        assertThat(EcryptfsUri.lowerDirectory(new EcryptfsUri(lower.toUri(), "/").toUri()))
            .as("root of '%s', seed %d", lower, seed)
            .isEqualTo(lower);
      }
    }
  }

  @Test
  void aDirectoryWhoseNameEndsInTheBorderCanBeMounted(@TempDir Path temp) throws IOException {
    Path lower = Files.createDirectory(temp.resolve("x!"));

    assertThat(EcryptfsUri.lowerDirectory(URI.create("ecryptfs:" + lower.toUri())))
        .isEqualTo(lower);
  }

  @Test
  void aDirectoryBelowOneWhoseNameEndsInTheBorderCanBeMounted(@TempDir Path temp)
      throws IOException {
    Path lower = Files.createDirectories(temp.resolve("x!/b"));

    assertThat(EcryptfsUri.lowerDirectory(URI.create("ecryptfs:" + lower.toUri())))
        .isEqualTo(lower);
  }

  @Test
  void twoDirectoriesThatCouldBeMeantAreRefused(@TempDir Path temp) throws IOException {
    Path plain = Files.createDirectory(temp.resolve("x"));
    Path marked = Files.createDirectory(temp.resolve("x!"));
    String base = "ecryptfs:" + temp.toUri();

    assertThatThrownBy(() -> EcryptfsUri.lowerDirectory(URI.create(base + "x!/")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("both " + plain + " and " + marked + " are directories");
    assertThat(EcryptfsUri.lowerDirectory(URI.create(base + "x/"))).isEqualTo(plain);
    assertThat(EcryptfsUri.lowerDirectory(URI.create(base + "x/!/"))).isEqualTo(plain);
    assertThat(EcryptfsUri.lowerDirectory(URI.create(base + "x%21/"))).isEqualTo(marked);
  }

  @Test
  void aMissingDirectoryIsLeftToTheMountToReport(@TempDir Path temp) {
    Path missing = temp.resolve("missing");

    assertThat(EcryptfsUri.lowerDirectory(URI.create("ecryptfs:" + missing.toUri() + "!/")))
        .isEqualTo(missing);
  }

  /**
   * An absolute path whose names are made of what URIs, eCryptfs URIs and UTF-8 treat specially.
   */
  private static String randomUpper(Random random) {
    List<String> pieces =
        List.of(
            "/", "/", "!", "!/", " ", "%", "%2F", "#", "?", "+", "é", "e\u0301", "🔑", "\n", "a",
            "\\", "\u007f", "[", "..");
    StringBuilder path = new StringBuilder("/");
    for (int left = random.nextInt(10); left > 0; left--) {
      path.append(pieces.get(random.nextInt(pieces.size())));
    }
    return EcryptfsPath.clean(path.toString());
  }
}
