package dev.sluice.servers.payara;

import dev.sluice.servers.ChildServer;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.UndeployCases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The application declares its pool itself, and the server goes on when it goes. */
class PayaraUndeployIT extends UndeployCases {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path directory;

  private static ChildServer payara;

  @BeforeAll
  void start() throws IOException {
    payara = PayaraMicro.start(directory, List.of());
  }

  @Override
  protected void stopServer() {
    payara.close();
  }

  @Override
  protected ProbeClient deploy(String application) {
    return new ProbeClient(
        payara.deploy(application, ProbeArchive.payara(application, postgres())));
  }

  @Override
  protected void undeploy(String application) {
    payara.undeploy(application);
  }

  @Override
  protected List<String> poolThreads() {
    return payara.poolThreads();
  }

  @Override
  public String applicationName() {
    return "app";
  }

  @Override
  public int maxSize() {
    return 10;
  }
}
