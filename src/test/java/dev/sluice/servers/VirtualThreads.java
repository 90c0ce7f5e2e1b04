package dev.sluice.servers;

import dev.sluice.servers.cases.VirtualThreadCases;
import java.nio.file.Path;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;

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

  @Override
  WebArchive archive(WebArchive probe, PoolDeclaration pool) {
    return kind().declaring(ProbeArchive.withJars(probe), pool);
  }

  @Override
  public PoolDeclaration main() {
    return PoolDeclaration.asWritten("app");
  }

  @Override
  public int maxSize() {
    return 10;
  }
}
