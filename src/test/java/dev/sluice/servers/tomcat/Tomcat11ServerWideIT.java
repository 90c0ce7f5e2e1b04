package dev.sluice.servers.tomcat;

import dev.sluice.servers.TestedServer;

/** The server declares the pools, Tomcat 11. */
class Tomcat11ServerWideIT extends TomcatServerWide {
  Tomcat11ServerWideIT() {
    super(TestedServer.TOMCAT_11);
  }
}
