/** Operations on names: resolving, listing, creating, moving, deleting. */
@NullMarked
package io.github.ecryptfs.provider.tree;

import org.jspecify.annotations.NullMarked;
