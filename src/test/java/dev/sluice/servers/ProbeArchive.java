package dev.sluice.servers;

import dev.sluice.servers.probe.ProbeServlet;
import dev.sluice.testing.TestPostgres;
import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR under test, in each way in which it can come by its pool. */
public final class ProbeArchive {
  private ProbeArchive() {}

  /** Tomcat; the pool is the application's own. */
  public static WebArchive tomcat(String name, TestPostgres postgres) {
    return withJars(probe(name))
        .addAsManifestResource(
            new StringAsset(ServerConfig.text("tomcat/context.xml", postgres)), "context.xml");
  }

  /** Tomcat; the pool is the server's. */
  public static WebArchive tomcatServerWide(String name) {
    return probe(name)
        .addAsManifestResource(
            new StringAsset(ServerConfig.text("tomcat/context-resource-link.xml")), "context.xml");
  }

  /** Payara; the pool is the application's own. */
  public static WebArchive payara(String name, TestPostgres postgres) {
    return withJars(probe(name))
        .addAsWebInfResource(
            new StringAsset(ServerConfig.text("payara/glassfish-resources.xml", postgres)),
            "glassfish-resources.xml")
        .setWebXML(new StringAsset(ServerConfig.text("payara/web.xml")));
  }

  /** Payara; the pool is the server's. */
  public static WebArchive payaraServerWide(String name) {
    return probe(name).setWebXML(new StringAsset(ServerConfig.text("payara/web-server-wide.xml")));
  }

  /** The jar that this build made. */
  public static File sluiceJar() {
    return new File(System.getProperty("sluice.jar"));
  }

  /** The pgjdbc jar that goes with it. */
  public static File pgjdbcJar() {
    return new File(System.getProperty("sluice.pgjdbc.jar"));
  }

  private static WebArchive probe(String name) {
    return ShrinkWrap.create(WebArchive.class, name + ".war").addClass(ProbeServlet.class);
  }

  private static WebArchive withJars(WebArchive archive) {
    return archive.addAsLibraries(sluiceJar(), pgjdbcJar());
  }
}
