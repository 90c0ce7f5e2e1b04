package dev.sluice.servers.payara;

import dev.sluice.servers.ChildServer;
import dev.sluice.servers.ProbeArchive;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerConfig;
import dev.sluice.servers.ServerWideCases;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The server declares the pool: a post-boot command, on Payara Micro. */
class PayaraServerWideIT extends ServerWideCases {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path directory;

  private static ChildServer payara;

  @BeforeAll
  void start() throws IOException {
    Path commands =
        Files.writeString(
            directory.resolve("post-boot-commands.txt"),
            ServerConfig.text("payara/post-boot-commands.txt", postgres()));
    payara =
        PayaraMicro.start(
            directory,
            List.of(
                "--addlibs",
                ProbeArchive.sluiceJar() + File.pathSeparator + ProbeArchive.pgjdbcJar(),
                "--postbootcommandfile",
                commands.toString()));
  }

  @Override
  protected void stopServer() {
    payara.close();
  }

  @Override
  protected ProbeClient deploy(String application) {
    return new ProbeClient(payara.deploy(application, ProbeArchive.payaraServerWide(application)));
  }

  @Override
  protected void undeploy(String application) {
    payara.undeploy(application);
  }

  @Override
  protected List<String> poolThreads() {
    return payara.poolThreads();
  }
}
