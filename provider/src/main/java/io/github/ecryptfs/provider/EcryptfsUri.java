package io.github.ecryptfs.provider;

import java.net.URI;

record EcryptfsUri(URI lower, String upper) {
  URI toUri() {
    return URI.create("ecryptfs:" + lower + "!" + upper);
  }
}
