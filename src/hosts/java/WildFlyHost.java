import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Starts a WildFly in this process, as its own script does, and takes orders for it on standard
 * input: the other side of {@code dev.sluice.servers.ChildServer}. Run from its source, with {@code
 * jboss-modules.jar} on the class path and that jar's arguments.
 *
 * <p>Deploys through the scanned directory and its marker files, and has WildFly scan when there is
 * something to see.
 */
public final class WildFlyHost {
  private static final long LIMIT_NANOS = 60_000_000_000L;
  private static final Path BASE = Path.of(System.getProperty("jboss.server.base.dir"));

  private WildFlyHost() {}

  public static void main(String[] arguments) {
    // WildFly takes System.out for its own log, and System.in away.
    PrintStream out = System.out;
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      org.jboss.modules.Main.main(arguments);
      serve(orders, out);
      System.exit(0);
    } catch (Throwable e) {
      e.printStackTrace(out);
      System.exit(1);
    }
  }

  private static void serve(BufferedReader orders, PrintStream out) throws Exception {
    await("WildFly runs", WildFlyHost::runs);
    answer(out, "done " + logged("WFLYUT0006: .*HTTP listener default .*:(\\d+)"));

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
      answer(out, answer);
    }
    answer(out, "done");
  }

  /** On a line of its own: WildFly's coloured log ends within a line. */
  private static void answer(PrintStream out, String answer) {
    out.println();
    out.println("@@ " + answer);
  }

  private static void obey(String[] order) throws Exception {
    switch (order[0]) {
      case "deploy" -> {
        Files.move(Path.of(order[2]), deployment(order[1], ""));
        Files.deleteIfExists(deployment(order[1], ".undeployed"));
        Files.createFile(deployment(order[1], ".dodeploy"));
        scan();
        await(order[1] + " is deployed", () -> is(order[1], ".deployed"));
      }
      case "undeploy" -> {
        Files.delete(deployment(order[1], ".deployed"));
        scan();
        await(order[1] + " is undeployed", () -> is(order[1], ".undeployed"));
        Files.delete(deployment(order[1], ""));
      }
      default -> throw new IllegalArgumentException(order[0]);
    }
  }

  private static Path deployment(String application, String state) {
    return BASE.resolve("deployments").resolve(application + ".war" + state);
  }

  private static boolean is(String application, String state) throws IOException {
    Path failure = deployment(application, ".failed");
    if (Files.exists(failure)) {
      String why = Files.readString(failure);
      Files.delete(failure);
      throw new IllegalStateException(why);
    }
    return Files.exists(deployment(application, state));
  }

  private static void scan() throws JMException {
    beans()
        .invoke(
            new ObjectName("jboss.as:subsystem=deployment-scanner,scanner=default"),
            "runScan",
            new Object[0],
            new String[0]);
  }

  private static boolean runs() throws JMException {
    ObjectName root = new ObjectName("jboss.as:management-root=server");
    return beans().isRegistered(root)
        && "running".equals(beans().getAttribute(root, "serverState"));
  }

  /** Not before WildFly has begun to run: it brings an MBean server of its own. */
  private static MBeanServer beans() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  /** The first group of a message in the log. */
  private static String logged(String message) throws IOException {
    Path log = BASE.resolve("log").resolve("server.log");
    Matcher found = Pattern.compile(message).matcher(Files.readString(log));
    if (!found.find()) {
      throw new IllegalStateException("WildFly did not log: " + message);
    }
    return found.group(1);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("Not within the time: " + what);
      }
      Thread.sleep(20);
    }
  }
}
