package dev.sluice.servers.liberty;

import dev.sluice.servers.Declaration;
import dev.sluice.servers.PoolDeclaration;
import dev.sluice.servers.Pools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes the directory of the server that Arquillian starts; to be registered before Arquillian. */
class LibertyFiles implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    List<PoolDeclaration> pools = new ArrayList<>(Pools.all());
    pools.add(Declaration.SERVER.pool());
    Liberty.prepare(
        Path.of(System.getProperty("sluice.liberty.user")),
        System.getProperty("sluice.liberty.server"),
        Integer.getInteger("sluice.liberty.port"),
        pools);
  }
}
