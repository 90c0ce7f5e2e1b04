package dev.sluice.servers;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.sluice.servers.probe.ProbeServlet;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.Asset;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The application under test, without what differs between servers. */
public final class ProbeArchive {
  private ProbeArchive() {}

  /** The WAR as the application's developer builds it: no descriptor, no jar. */
  public static WebArchive probe(String application) {
    return ShrinkWrap.create(WebArchive.class, application + ".war")
        .addPackage(ProbeServlet.class.getPackage());
  }

  /** Adds the jars of Sluice and of pgjdbc. */
  public static WebArchive withJars(WebArchive archive) {
    return archive.addAsLibraries(sluiceJar(), pgjdbcJar());
  }

  /** The jar that this build made. */
  public static File sluiceJar() {
    return new File(System.getProperty("sluice.jar"));
  }

  /** The pgjdbc jar that goes with it. */
  public static File pgjdbcJar() {
    return new File(System.getProperty("sluice.pgjdbc.jar"));
  }

  /** Puts both jars into this directory, under names without versions. */
  public static void copyJars(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.copy(sluiceJar().toPath(), directory.resolve("sluice.jar"), REPLACE_EXISTING);
    Files.copy(pgjdbcJar().toPath(), directory.resolve("postgresql.jar"), REPLACE_EXISTING);
  }

  /** A file in an archive, in UTF-8 whatever the platform's own encoding is. */
  public static Asset file(String text) {
    return new ByteArrayAsset(text.getBytes(StandardCharsets.UTF_8));
  }
}
