package io.github.ecryptfs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven gave this build, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    Properties build = new Properties();
    try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
      build.load(resource);
    }
    return new String[] {
      "ecryptfs-nio " + build.getProperty("version"), "Java " + Runtime.version()
    };
  }
}
