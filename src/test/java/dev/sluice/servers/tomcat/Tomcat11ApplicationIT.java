package dev.sluice.servers.tomcat;

import dev.sluice.servers.ApplicationDeclared;
import dev.sluice.servers.TestedServer;

/** Each application declares its pool itself, in META-INF/context.xml, on Tomcat 11. */
class Tomcat11ApplicationIT extends ApplicationDeclared {
  Tomcat11ApplicationIT() {
    super(new Tomcat(TestedServer.TOMCAT_11));
  }

  /** Tomcat closes its resources by itself, after that. */
  @Override
  public boolean listenersStillBorrow() {
    return true;
  }
}
