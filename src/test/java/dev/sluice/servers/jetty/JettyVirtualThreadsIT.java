package dev.sluice.servers.jetty;

import dev.sluice.servers.VirtualThreads;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Jetty's module threadpool-virtual. */
@EnabledForJreRange(min = JRE.JAVA_21)
class JettyVirtualThreadsIT extends VirtualThreads {
  JettyVirtualThreadsIT() {
    super(new Jetty());
  }
}
