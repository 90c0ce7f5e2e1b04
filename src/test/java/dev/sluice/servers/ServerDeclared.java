package dev.sluice.servers;

import dev.sluice.servers.cases.AttributeCases;
import dev.sluice.servers.cases.DrainCases;
import dev.sluice.servers.cases.FailureCases;
import dev.sluice.servers.cases.IdentityCases;
import dev.sluice.servers.cases.InjectionCases;
import dev.sluice.servers.cases.JpaCases;
import dev.sluice.servers.cases.LateLookupCases;
import dev.sluice.servers.cases.LoadCases;
import dev.sluice.servers.cases.RedeployCases;
import dev.sluice.servers.cases.SharingCases;
import dev.sluice.servers.cases.TwoCopiesCases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Applications that use pools of the server, which has the jars. */
public abstract class ServerDeclared extends ServerSuite
    implements InjectionCases,
        LoadCases,
        AttributeCases,
        FailureCases,
        IdentityCases,
        SharingCases,
        DrainCases,
        RedeployCases,
        LateLookupCases,
        TwoCopiesCases,
        JpaCases {
  protected ServerDeclared(ServerUnderTest kind) {
    super(kind);
  }

  @Override
  public final Declaration declaration() {
    return Declaration.SERVER;
  }

  @Override
  ServerUnderTest.Setup setup(Path directory) {
    List<PoolDeclaration> pools = new ArrayList<>(Pools.all());
    pools.add(0, main());
    pools.addAll(morePools());
    return new ServerUnderTest.Setup(directory, pools, true, false);
  }

  /** What the server is to declare for cases of its own. */
  protected List<PoolDeclaration> morePools() {
    return List.of();
  }

  @Override
  public String endOfUse() {
    return "took back what an application held";
  }
}
