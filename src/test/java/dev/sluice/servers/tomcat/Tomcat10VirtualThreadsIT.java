package dev.sluice.servers.tomcat;

import dev.sluice.servers.TestedServer;
import dev.sluice.servers.VirtualThreads;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The connector's useVirtualThreads, on Tomcat 10.1. */
@EnabledForJreRange(min = JRE.JAVA_21)
class Tomcat10VirtualThreadsIT extends VirtualThreads {
  Tomcat10VirtualThreadsIT() {
    super(new Tomcat(TestedServer.TOMCAT_10_1));
  }
}
