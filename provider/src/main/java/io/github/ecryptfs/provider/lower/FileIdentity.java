package io.github.ecryptfs.provider.lower;

/**
 * What makes two upper paths the same file: the lower file key where that is sound, else the real
 * lower path.
 *
 * @param key compared by {@code equals}
 */
public record FileIdentity(Object key) {}
