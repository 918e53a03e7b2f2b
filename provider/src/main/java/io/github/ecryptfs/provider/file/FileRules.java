package io.github.ecryptfs.provider.file;

/**
 * What a mount makes of the lower files that it finds.
 *
 * @param xattrMetadata whether metadata may lie in {@code user.ecryptfs}, and does for new files
 * @param passthrough whether files without eCryptfs metadata are shown as they are
 * @param encryptedView whether files are shown as they are stored
 * @param encryptedNames whether the header of a new file says that names are encrypted
 * @param lenient whether missing ciphertext is taken as zero
 */
public record FileRules(
    boolean xattrMetadata,
    boolean passthrough,
    boolean encryptedView,
    boolean encryptedNames,
    boolean lenient) {}
