import com.ibm.ws.kernel.boot.cmdline.EnvCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import javax.management.ObjectName;

/**
 * Starts an Open Liberty in this process, as its own script does, and takes orders for it on
 * standard input: the other side of {@code dev.sluice.servers.ChildServer}. Run from its source,
 * with Liberty's {@code ws-server.jar} on the class path.
 *
 * <p>Liberty looks at its files when it is told to: the server's configuration sets the update
 * triggers to {@code mbean}.
 */
public final class LibertyHost {
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private final Path server;
  private final Path messages;

  private LibertyHost(Path server) {
    this.server = server;
    this.messages = server.resolve("logs").resolve("messages.log");
  }

  /** The one argument is the server's directory, below {@code WLP_USER_DIR}. */
  public static void main(String[] arguments) {
    try {
      // Liberty takes System.out for its own log.
      PrintStream out = System.out;
      Path server = Path.of(arguments[0]);
      Thread launcher =
          new Thread(() -> EnvCheck.main(new String[] {server.getFileName().toString()}));
      launcher.setDaemon(true);
      launcher.start();
      new LibertyHost(server).serve(out);
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private void serve(PrintStream out) throws Exception {
    await(0, "CWWKF0011I: ", "CWWKE\\d+E: ");
    String port = await(0, "CWWKO0219I: .* port (\\d+)", "CWWKO0221E: ");
    out.println("@@ done " + port);

    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String order;
    while ((order = orders.readLine()) != null && !order.equals("stop")) {
      String answer;
      try {
        obey(order.split(" ", 3));
        answer = "done";
      } catch (Exception e) {
        e.printStackTrace(out);
        answer = "failed: " + e;
      }
      out.println("@@ " + answer);
    }
    out.println("@@ done");
  }

  private void obey(String[] order) throws Exception {
    switch (order[0]) {
      case "deploy" -> {
        Path war = war(order[1]);
        long begin = Files.size(messages);
        Files.move(Path.of(order[2]), war);
        declare(war, declaration(order[1]));
        tell(List.of(war, declaration(order[1])), List.of());
        await(begin, "CWWKZ0001I: Application " + order[1] + " ", "CWWKZ\\d+E: .*" + order[1]);
      }
      case "undeploy" -> {
        long begin = Files.size(messages);
        Files.delete(declaration(order[1]));
        tell(List.of(), List.of(declaration(order[1])));
        await(begin, "CWWKZ0009I: .* " + order[1] + " ", "CWWKZ\\d+E: .*" + order[1]);
        Files.delete(war(order[1]));
      }
      default -> throw new IllegalArgumentException(order[0]);
    }
  }

  /** An application brings its declaration along, in a place that Liberty does not look at. */
  private static void declare(Path war, Path declaration) throws IOException {
    try (ZipFile file = new ZipFile(war.toFile());
        InputStream text = file.getInputStream(file.getEntry("META-INF/declaration.xml"))) {
      Files.copy(text, declaration);
    }
  }

  private Path war(String application) {
    return server.resolve("apps").resolve(application + ".war");
  }

  private Path declaration(String application) {
    return server.resolve("configDropins").resolve("overrides").resolve(application + ".xml");
  }

  private static void tell(List<Path> created, List<Path> deleted) throws Exception {
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("WebSphere:service=com.ibm.ws.kernel.filemonitor.FileNotificationMBean"),
            "notifyFileChanges",
            new Object[] {names(created), List.of(), names(deleted)},
            new String[] {"java.util.Collection", "java.util.Collection", "java.util.Collection"});
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(Path::toString).toList();
  }

  /**
   * Waits for a line in Liberty's log.
   *
   * @param begin where to begin, in bytes
   * @return the line's first group, or nothing
   */
  private String await(long begin, String wanted, String failure) throws Exception {
    Pattern good = Pattern.compile(wanted);
    Pattern bad = Pattern.compile(failure);
    long deadline = System.nanoTime() + LIMIT_NANOS;
    do {
      for (String line : messagesFrom(begin)) {
        Matcher found = good.matcher(line);
        if (found.find()) {
          return found.groupCount() > 0 ? found.group(1) : "";
        }
        if (bad.matcher(line).find()) {
          throw new IllegalStateException(line);
        }
      }
      Thread.sleep(20);
    } while (System.nanoTime() - deadline < 0);
    throw new IllegalStateException("Liberty did not log: " + wanted);
  }

  private List<String> messagesFrom(long begin) throws IOException {
    if (!Files.exists(messages)) {
      return List.of();
    }
    byte[] all = Files.readAllBytes(messages);
    int from = (int) begin;
    return new String(all, from, all.length - from, StandardCharsets.UTF_8).lines().toList();
  }
}
