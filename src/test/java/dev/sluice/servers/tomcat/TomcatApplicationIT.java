package dev.sluice.servers.tomcat;

import dev.sluice.servers.ApplicationDeclared;

/** Each application declares its pool itself: META-INF/context.xml. */
class TomcatApplicationIT extends ApplicationDeclared {
  TomcatApplicationIT() {
    super(new Tomcat());
  }
}
