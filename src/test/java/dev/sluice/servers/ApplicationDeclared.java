package dev.sluice.servers;

import dev.sluice.servers.cases.AttributeCases;
import dev.sluice.servers.cases.DrainCases;
import dev.sluice.servers.cases.FailureCases;
import dev.sluice.servers.cases.IdentityCases;
import dev.sluice.servers.cases.InjectionCases;
import dev.sluice.servers.cases.JpaCases;
import dev.sluice.servers.cases.LateLookupCases;
import dev.sluice.servers.cases.LoadCases;
import dev.sluice.servers.cases.MisplacedJarCases;
import dev.sluice.servers.cases.RedeployCases;
import java.nio.file.Path;
import java.util.List;

/**
 * Applications that bring the jars and declare their pools, on a server that has no jar of ours.
 */
public abstract class ApplicationDeclared extends ServerSuite
    implements InjectionCases,
        LoadCases,
        AttributeCases,
        FailureCases,
        IdentityCases,
        DrainCases,
        RedeployCases,
        LateLookupCases,
        MisplacedJarCases,
        JpaCases {
  protected ApplicationDeclared(ServerUnderTest kind) {
    super(kind);
  }

  @Override
  public final Declaration declaration() {
    return Declaration.APPLICATION;
  }

  @Override
  ServerUnderTest.Setup setup(Path directory) {
    return new ServerUnderTest.Setup(directory, List.of(declaredByServer()), false, false);
  }

  @Override
  public PoolDeclaration declaredByServer() {
    return PoolDeclaration.asWritten("shared");
  }

  @Override
  public String endOfUse() {
    return "drained";
  }
}
