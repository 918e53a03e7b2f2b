package io.github.ecryptfs.tck;

import static io.github.ecryptfs.tck.Content.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Permissions and owners, in all the ways they are given and kept. */
@EveryMount
@Needs(Capability.POSIX)
class PermissionsTest extends FileSystemContract {
  /** Permissions of owner, group and others, each alone and mixed. */
  static Stream<Set<PosixFilePermission>> modes() {
    return Stream.of(
            "---------",
            "r--------",
            "-w-------",
            "--x------",
            "rwx------",
            "---r-----",
            "----w----",
            "-----x---",
            "---rwx---",
            "------r--",
            "-------w-",
            "--------x",
            "------rwx",
            "r--r-----",
            "r--r--r--",
            "rw-rw----",
            "rwxrwx---",
            "rw-rw-r--",
            "r-xr-x---",
            "r-xr-xr-x",
            "rwxrwxrwx")
        .map(PosixFilePermissions::fromString);
  }

  @ParameterizedTest
  @MethodSource("modes")
  void permissionsAreKept(Set<PosixFilePermission> mode) throws IOException {
    Path file = file("a", bytes(1));

    Files.setPosixFilePermissions(file, mode);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mode);

    Files.setAttribute(file, "posix:permissions", mode);
    assertThat(Files.getAttribute(file, "posix:permissions")).isEqualTo(mode);
  }

  @ParameterizedTest
  @MethodSource("modes")
  @Needs(Capability.OWNERS_USE_ANY_MODE)
  void whatIsNewIsNeverMoreOpenThanAsked(Set<PosixFilePermission> mode) throws IOException {
    FileAttribute<?> asked = PosixFilePermissions.asFileAttribute(mode);

    Path file = Files.createFile(dir.resolve("a"), asked);
    Path directory = Files.createDirectory(dir.resolve("b"), asked);
    Path temporary = Files.createTempFile(dir, "c", null, asked);

    assertThat(mode)
        .containsAll(Files.getPosixFilePermissions(file))
        .containsAll(Files.getPosixFilePermissions(directory))
        .containsAll(Files.getPosixFilePermissions(temporary));
  }

  @ParameterizedTest
  @ValueSource(strings = {"---------", "r--r--r--", "-w--w--w-", "rw-rw-rw-"})
  @Needs(Capability.OWNERS_USE_ANY_MODE)
  void filesOfAnyModeAreMovedAndReplace(String text) throws IOException {
    Set<PosixFilePermission> mode = PosixFilePermissions.fromString(text);
    Path source = file("a", bytes(100));
    Path target = file("b", bytes(200));
    Files.setPosixFilePermissions(source, mode);

    assertThatThrownBy(() -> Files.move(source, target))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.move(source, target, StandardCopyOption.REPLACE_EXISTING);

    assertThat(Files.getPosixFilePermissions(target)).isEqualTo(mode);
    assertThat(Files.size(target)).isEqualTo(100);
    assertThat(source).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"---------", "r--r--r--", "-w--w--w-", "rw-rw-rw-"})
  @Needs(Capability.OWNERS_USE_ANY_MODE)
  void aCopyOfAFileOfAnyModeReplaces(String text) throws IOException {
    Path source = file("a", bytes(100));
    Path target = file("b", bytes(200));
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString(text));
    Assumptions.assumeTrue(Files.isReadable(source), "who may not read may not copy");

    Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);

    assertThat(Files.size(target)).isEqualTo(100);
    assertThat(Files.size(source)).isEqualTo(100);
  }

  @Test
  @Needs(Capability.SYMBOLIC_LINKS)
  void aLinkIsSeenThroughOrNot() throws IOException {
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("missing"));

    PosixFileAttributes own =
        Files.getFileAttributeView(link, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();

    assertThat(own.isSymbolicLink()).isTrue();
    assertThatThrownBy(
            () -> Files.getFileAttributeView(link, PosixFileAttributeView.class).readAttributes())
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  @Test
  @PlainJimfsDiffers("knows every name")
  void ownersAndGroupsAreFoundByName() throws IOException {
    UserPrincipalLookupService principals = dir.getFileSystem().getUserPrincipalLookupService();
    PosixFileAttributes attributes = Files.readAttributes(dir, PosixFileAttributes.class);

    UserPrincipal owner = principals.lookupPrincipalByName(attributes.owner().getName());
    GroupPrincipal group = principals.lookupPrincipalByGroupName(attributes.group().getName());

    assertThat(owner).isEqualTo(attributes.owner()).isNotInstanceOf(GroupPrincipal.class);
    assertThat(group).isEqualTo(attributes.group());
  }

  @Test
  void nobodyIsFoundWhoIsNotThere() {
    Assumptions.assumeTrue(
        dir.getFileSystem().supportedFileAttributeViews().contains("dos"),
        "Jimfs knows every name");
    UserPrincipalLookupService principals = dir.getFileSystem().getUserPrincipalLookupService();

    assertThatThrownBy(() -> principals.lookupPrincipalByName("no-such-user"))
        .isInstanceOf(UserPrincipalNotFoundException.class);
    assertThatThrownBy(() -> principals.lookupPrincipalByGroupName("no-such-group"))
        .isInstanceOf(UserPrincipalNotFoundException.class);
  }

  @Test
  @PlainJimfsDiffers("takes anything")
  @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // that is what is tested
  void onlyPermissionsArePermissions() {
    PosixFileAttributeView view = Files.getFileAttributeView(dir, PosixFileAttributeView.class);
    Set withNull = new HashSet<>();
    withNull.add(null);

    assertThatThrownBy(() -> view.setPermissions(withNull))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> view.setPermissions(new HashSet(List.of("rwx"))))
        .isInstanceOf(ClassCastException.class);
  }
}
