package dev.sluice.servers.tomcat;

import dev.sluice.servers.TestedServer;
import dev.sluice.servers.VirtualThreads;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The connector's useVirtualThreads, on Tomcat 11. */
@EnabledForJreRange(min = JRE.JAVA_21)
class Tomcat11VirtualThreadsIT extends VirtualThreads {
  Tomcat11VirtualThreadsIT() {
    super(new Tomcat(TestedServer.TOMCAT_11));
  }
}
