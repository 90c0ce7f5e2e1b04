import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.catalina.startup.Bootstrap;

/**
 * Starts a full Tomcat, as its own script does, and takes orders for it on standard input: the
 * other side of {@code dev.sluice.servers.ChildServer}. Run from its source, with Tomcat's
 * bootstrap jars on the class path.
 */
public final class TomcatHost {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private TomcatHost() {}

  public static void main(String[] arguments) {
    try {
      serve();
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void serve() throws Exception {
    PrintStream out = System.out;
    Bootstrap tomcat = new Bootstrap();
    tomcat.init();
    tomcat.start();
    // Tomcat deploys when it is told to, and not in a thread of its own besides: what that thread
    // starts counts as started a moment before requests reach it.
    BEANS.setAttribute(
        new ObjectName("Catalina:type=Host,host=localhost"), new Attribute("autoDeploy", false));
    ObjectName connector = only("Catalina:type=Connector,*");
    out.println("@@ done " + BEANS.getAttribute(connector, "localPort"));

    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String order;
    while ((order = orders.readLine()) != null && !order.equals("stop")) {
      String answer;
      try {
        answer = "done " + obey(order.split(" ", 3));
      } catch (Exception e) {
        e.printStackTrace(out);
        answer = "failed: " + e;
      }
      out.println("@@ " + answer);
    }
    tomcat.stop();
    tomcat.destroy();
    out.println("@@ done");
  }

  private static String obey(String[] order) throws Exception {
    switch (order[0]) {
      case "deploy" -> {
        // In one step: the archive is whole when Tomcat sees it.
        Files.move(Path.of(order[2]), war(order[1]), StandardCopyOption.ATOMIC_MOVE);
        await(order[1], "STARTED");
      }
      case "undeploy" -> {
        Files.deleteIfExists(war(order[1]));
        await(order[1], null);
      }
      default -> throw new IllegalArgumentException(order[0]);
    }
    return "";
  }

  private static Path war(String application) {
    return Path.of(System.getProperty("catalina.base"), "webapps", application + ".war");
  }

  /** Asks Tomcat to look at the application until it is in that state; null for gone. */
  private static void await(String application, String state) throws Exception {
    long begin = System.nanoTime();
    String seen;
    do {
      BEANS.invoke(
          new ObjectName("Catalina:type=Deployer,host=localhost"),
          "check",
          new Object[] {"/" + application},
          new String[] {String.class.getName()});
      seen = state(application);
      if (state == null ? seen == null : state.equals(seen)) {
        return;
      }
      if ("FAILED".equals(seen)) {
        throw new IllegalStateException(application + " did not start");
      }
      Thread.sleep(20);
    } while (System.nanoTime() - begin < LIMIT_NANOS);
    throw new IllegalStateException(application + " is " + seen + " in place of " + state);
  }

  private static String state(String application) throws Exception {
    Set<ObjectName> names =
        BEANS.queryNames(
            new ObjectName("Catalina:j2eeType=WebModule,name=//localhost/" + application + ",*"),
            null);
    return names.isEmpty()
        ? null
        : (String) BEANS.getAttribute(names.iterator().next(), "stateName");
  }

  private static ObjectName only(String pattern) throws Exception {
    return BEANS.queryNames(new ObjectName(pattern), null).iterator().next();
  }
}
