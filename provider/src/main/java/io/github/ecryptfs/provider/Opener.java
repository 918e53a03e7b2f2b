package io.github.ecryptfs.provider;

import io.github.ecryptfs.provider.file.OpenFile;
import io.github.ecryptfs.provider.tree.OpenMode;

/**
 * Somebody who has a file open, whatever the channel. Immutable.
 *
 * @param file the file, shared with its other openers
 * @param mode what it was opened for
 * @param errors name the file as the opener knows it
 */
record Opener(OpenFile file, OpenMode mode, UpperErrors errors) {}
