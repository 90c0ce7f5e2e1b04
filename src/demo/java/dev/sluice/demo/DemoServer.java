package dev.sluice.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.WebResourceRoot;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.DirResourceSet;
import org.apache.catalina.webresources.FileResourceSet;
import org.apache.catalina.webresources.StandardRoot;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** An embedded Tomcat on a free port of the loopback address, with the bank deployed. */
final class DemoServer implements AutoCloseable {
  /** The {@code applicationName} of {@code server-config/tomcat/context.xml}. */
  static final String APPLICATION_NAME = "app";

  private final Tomcat tomcat;
  private final Context bank;

  private DemoServer(Tomcat tomcat, Context bank) {
    this.tomcat = tomcat;
    this.bank = bank;
  }

  /**
   * Starts Tomcat and deploys the bank.
   *
   * @param directory for Tomcat's files; created
   */
  static DemoServer start(Path directory, DemoDatabase database)
      throws IOException, LifecycleException {
    Files.createDirectories(directory.resolve("webapps"));
    Tomcat tomcat = new Tomcat();
    // First of all: otherwise Tomcat makes a directory of its own where the demo was started.
    tomcat.setBaseDir(directory.toString());
    // Maven runs the demo with a class loader of its own, beside the JVM's.
    tomcat.getServer().setParentClassLoader(DemoServer.class.getClassLoader());
    tomcat.enableNaming();
    Connector connector = new Connector("HTTP/1.1");
    connector.setProperty("address", "127.0.0.1");
    connector.setPort(0);
    tomcat.setConnector(connector);

    // The bank serves every path itself: no default servlet, no JSP.
    tomcat.setAddDefaultWebXmlToWebapp(false);
    ContextConfig config = new ContextConfig();
    config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    StandardContext bank =
        (StandardContext)
            tomcat.addWebapp(tomcat.getHost(), "", property("demo.webapp").toString(), config);
    // Both need the JDK opened to Tomcat on the command line, and complain without.
    bank.setClearReferencesRmiTargets(false);
    bank.setClearReferencesThreadLocals(false);
    bank.setConfigFile(contextFile(directory, database).toUri().toURL());
    bank.setResources(resources(bank));
    // The class path of this JVM is not the application's: its jars are looked at, and no others.
    StandardJarScanner scanner = new StandardJarScanner();
    scanner.setScanClassPath(false);
    bank.setJarScanner(scanner);

    DemoServer server = new DemoServer(tomcat, bank);
    try {
      tomcat.start();
      if (bank.getState() != LifecycleState.STARTED) {
        throw new IllegalStateException("Tomcat did not start the application; its log says why");
      }
    } catch (LifecycleException | IllegalStateException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Where the page is. */
  URI address() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/");
  }

  /** Ends the application while the server goes on. */
  void undeploy() {
    tomcat.getHost().removeChild(bank);
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException("Tomcat did not stop", e);
    }
  }

  /** The file that a person copies, with the example's endpoint replaced. */
  private static Path contextFile(Path directory, DemoDatabase database) throws IOException {
    String context = Files.readString(property("demo.context"));
    context = replaceOnce(context, "localhost:5432", "localhost:" + database.port());
    context = replaceOnce(context, "change-me", database.password());
    return Files.writeString(directory.resolve("context.xml"), context);
  }

  private static String replaceOnce(String text, String example, String replacement) {
    int at = text.indexOf(example);
    if (at < 0 || text.indexOf(example, at + 1) >= 0) {
      throw new IllegalStateException("context.xml must hold \"" + example + "\" once");
    }
    return text.substring(0, at) + replacement + text.substring(at + example.length());
  }

  /** What a WAR would hold: the classes, and the two jars in WEB-INF/lib. */
  private static WebResourceRoot resources(Context bank) {
    WebResourceRoot root = new StandardRoot(bank);
    root.addPreResources(
        new DirResourceSet(root, "/WEB-INF/classes", property("demo.classes").toString(), "/"));
    for (String jar : new String[] {"demo.sluice.jar", "demo.pgjdbc.jar"}) {
      Path file = property(jar);
      root.addPreResources(
          new FileResourceSet(root, "/WEB-INF/lib/" + file.getFileName(), file.toString(), "/"));
    }
    return root;
  }

  private static Path property(String name) {
    return Path.of(System.getProperty(name));
  }
}
