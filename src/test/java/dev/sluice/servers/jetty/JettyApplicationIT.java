package dev.sluice.servers.jetty;

import dev.sluice.servers.ApplicationDeclared;
import dev.sluice.servers.cases.PoolForEachCases;

/** Each application declares its pool itself: jetty-env.xml. */
class JettyApplicationIT extends ApplicationDeclared implements PoolForEachCases {
  JettyApplicationIT() {
    super(new Jetty());
  }
}
