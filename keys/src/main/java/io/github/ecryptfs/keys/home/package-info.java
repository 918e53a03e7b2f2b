/** The files that ecryptfs-utils keep in a home directory ({@code docs/keys.md}, "Homes"). */
@NullMarked
package io.github.ecryptfs.keys.home;

import org.jspecify.annotations.NullMarked;
