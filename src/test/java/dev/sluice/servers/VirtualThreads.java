package dev.sluice.servers;

import dev.sluice.servers.cases.VirtualThreadCases;
import java.nio.file.Path;
import java.util.List;

/** A server whose requests run on virtual threads. JDK 17 has none. */
public abstract class VirtualThreads extends ServerSuite implements VirtualThreadCases {
  protected VirtualThreads(ServerUnderTest kind) {
    super(kind);
  }

  @Override
  public final Declaration declaration() {
    return Declaration.APPLICATION;
  }

  @Override
  ServerUnderTest.Setup setup(Path directory) {
    return new ServerUnderTest.Setup(directory, List.of(), false, true);
  }
}
