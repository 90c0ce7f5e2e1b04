package dev.sluice.servers.tomcat;

import dev.sluice.servers.VirtualThreads;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The connector's useVirtualThreads. */
@EnabledForJreRange(min = JRE.JAVA_21)
class TomcatVirtualThreadsIT extends VirtualThreads {
  TomcatVirtualThreadsIT() {
    super(new Tomcat());
  }
}
