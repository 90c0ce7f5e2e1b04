package dev.sluice.bench.peers;

import java.io.File;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What versions of the peers are on the class path. */
final class Versions {
  private Versions() {}

  static String of(Peer peer) {
    String artifact =
        switch (peer) {
          case SLUICE, PGBOUNCER -> "";
          case HIKARICP -> "HikariCP";
          case AGROAL -> "agroal-pool";
          case BEECP -> "beecp";
          case TOMCAT_JDBC -> "tomcat-jdbc";
          case DBCP2 -> "commons-dbcp2";
          case VIBUR -> "vibur-dbcp";
          case DRUID -> "druid";
          case C3P0 -> "c3p0";
          case NONE -> "postgresql";
        };
    if (artifact.isEmpty()) {
      return peer == Peer.SLUICE ? "these sources" : "above";
    }
    Matcher jar =
        Pattern.compile(Pattern.quote(File.separator + artifact) + "-([0-9][^/\\\\]*)\\.jar")
            .matcher(System.getProperty("java.class.path"));
    String version = jar.find() ? jar.group(1) : "unknown";
    return peer == Peer.NONE ? "pgjdbc " + version : version;
  }
}
