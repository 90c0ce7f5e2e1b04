package dev.sluice.servers.tomcat;

import dev.sluice.servers.TestedServer;

/** The server declares the pools, Tomcat 10.1. */
class Tomcat10ServerWideIT extends TomcatServerWide {
  Tomcat10ServerWideIT() {
    super(TestedServer.TOMCAT_10_1);
  }
}
