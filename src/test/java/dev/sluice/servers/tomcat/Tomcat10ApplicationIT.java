package dev.sluice.servers.tomcat;

import dev.sluice.servers.ApplicationDeclared;
import dev.sluice.servers.TestedServer;

/** Each application declares its pool itself, in META-INF/context.xml, on Tomcat 10.1. */
class Tomcat10ApplicationIT extends ApplicationDeclared {
  Tomcat10ApplicationIT() {
    super(new Tomcat(TestedServer.TOMCAT_10_1));
  }

  /** Tomcat closes its resources by itself, after that. */
  @Override
  public boolean listenersStillBorrow() {
    return true;
  }
}
