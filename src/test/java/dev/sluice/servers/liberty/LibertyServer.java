package dev.sluice.servers.liberty;

import dev.sluice.servers.ArquillianServer;
import dev.sluice.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * An Open Liberty that Arquillian starts.
 *
 * <p>Arquillian's adapter declares an application in {@code server.xml}, and nothing beside it. An
 * application that brings a declaration of its own is deployed as a person does it: the WAR goes
 * into {@code apps}, the declaration into {@code configDropins/overrides}.
 */
final class LibertyServer extends ArquillianServer {
  /** Where an application brings its declaration; Liberty does not look there. */
  static final String DECLARATION = "META-INF/declaration.xml";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path server;
  private final int port;

  /**
   * @param directory existing, for the server's files
   * @param server below it, the directory of this server
   * @param port of HTTP
   */
  LibertyServer(Path directory, Path server, int port, Map<String, String> configuration) {
    super(directory, server.resolve("logs").resolve("messages.log"), configuration);
    this.server = server;
    this.port = port;
  }

  @Override
  public URI deploy(String application, WebArchive archive) {
    Node declaration = archive.get(DECLARATION);
    if (declaration == null) {
      return super.deploy(application, archive);
    }
    int before = log().length();
    archive.as(ZipExporter.class).exportTo(war(application).toFile(), true);
    try (InputStream text = declaration.getAsset().openStream()) {
      Files.copy(text, declaration(application));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitLog(before, "CWWKZ0001I: Application " + application + " ");
    return URI.create("http://127.0.0.1:" + port + "/" + application + "/");
  }

  @Override
  public void undeploy(String application) {
    if (Files.notExists(declaration(application))) {
      super.undeploy(application);
      return;
    }
    int before = log().length();
    try {
      Files.delete(declaration(application));
      awaitLog(before, "CWWKZ0009I: The application " + application + " ");
      Files.delete(war(application));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitLog(int from, String message) {
    Await.until(
        message, LIMIT, () -> log().substring(from).contains(message), () -> log().substring(from));
  }

  private Path war(String application) {
    return server.resolve("apps").resolve(application + ".war");
  }

  private Path declaration(String application) {
    return server.resolve("configDropins").resolve("overrides").resolve(application + ".xml");
  }
}
