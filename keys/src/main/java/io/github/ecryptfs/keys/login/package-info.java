/** Keys of whoever has logged in to a server, by JAAS ({@code docs/keys.md}, "Servers"). */
@NullMarked
package io.github.ecryptfs.keys.login;

import org.jspecify.annotations.NullMarked;
