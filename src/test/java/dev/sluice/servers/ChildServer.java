package dev.sluice.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A server that takes orders on its standard input: deploy, undeploy, stop.
 *
 * <p>The other side is one of the small programs in {@code src/hosts}. It reads an order a line and
 * answers with a line that begins with {@code @@}; everything else that it prints goes to a file.
 * It stops when its input ends, so it never outlives the tests.
 */
public final class ChildServer extends RunningServer {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String LOG = "server.log";

  private final Path directory;
  private final Path log;
  private final Process process;
  private final Writer orders;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Thread reader;
  private final URI address;

  /**
   * Starts the server and returns when it serves.
   *
   * @param directory existing, for the server's files and its log
   * @param javaArguments what {@code java} is called with
   */
  public ChildServer(Path directory, List<String> javaArguments) {
    super(directory, directory.resolve(LOG));
    this.directory = directory;
    this.log = directory.resolve(LOG);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments());
    command.addAll(javaArguments);
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    reader = new Thread(this::read, "output-of-child-server");
    reader.setDaemon(true);
    reader.start();
    try {
      address = URI.create("http://127.0.0.1:" + answer("start") + "/");
    } catch (AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  @Override
  public URI deploy(String application, WebArchive archive) {
    Path file = directory.resolve("deploy-" + application + ".war");
    archive.as(ZipExporter.class).exportTo(file.toFile(), true);
    order("deploy " + application + " " + file);
    return address.resolve(application + "/");
  }

  @Override
  public void undeploy(String application) {
    order("undeploy " + application);
  }

  @Override
  ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    try {
      closeJvm();
      order("stop");
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("The server did not stop." + tail());
      }
      reader.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  private String order(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new AssertionError("The server is gone, at the order: " + order + tail(), e);
    }
    return answer(order);
  }

  private String answer(String order) {
    try {
      String answer = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (answer == null || !answer.startsWith("done")) {
        throw new RefusedError("Order: " + order + "; answer: " + answer + tail(), null);
      }
      return answer.substring("done".length()).strip();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted at the order: " + order, e);
    }
  }

  private void read() {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Writer copy = Files.newBufferedWriter(log)) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("@@")) {
          answers.add(line.substring(2).strip());
        }
        copy.write(line + "\n");
        copy.flush();
      }
    } catch (IOException e) {
      answers.add("its output can't be read: " + e);
    }
    answers.add("its output has ended");
  }
}
