package dev.sluice.servers.liberty;

import dev.sluice.servers.PoolDeclaration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes the directory of the server that Arquillian starts; to be registered before Arquillian. */
class LibertyFiles implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Liberty.prepare(
        Path.of(System.getProperty("sluice.liberty.user")),
        System.getProperty("sluice.liberty.server"),
        Integer.getInteger("sluice.liberty.port"),
        List.of(PoolDeclaration.asWritten("shared")));
  }
}
