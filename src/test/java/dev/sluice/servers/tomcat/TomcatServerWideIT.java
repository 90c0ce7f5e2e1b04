package dev.sluice.servers.tomcat;

import dev.sluice.servers.ServerDeclared;

/** The server declares the pools: server.xml, and a ResourceLink in each application. */
class TomcatServerWideIT extends ServerDeclared {
  TomcatServerWideIT() {
    super(new Tomcat());
  }
}
