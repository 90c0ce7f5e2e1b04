import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import org.eclipse.jetty.start.Main;

/**
 * Starts a Jetty, with its own command line, and takes orders for it on standard input: the other
 * side of {@code dev.sluice.servers.ChildServer}. Run from its source, with Jetty's start.jar on
 * the class path.
 *
 * <p>Its XML must put the server among the system's properties, as {@code sluice.jetty}. Jetty's
 * module jmx would do too, but keeps the classes of the applications that it has ever seen.
 */
public final class JettyHost {
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private JettyHost() {}

  public static void main(String[] arguments) {
    try {
      serve(arguments);
      System.exit(0);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void serve(String[] arguments) throws Exception {
    PrintStream out = System.out;
    // Returns when the server is started.
    Main.main(arguments);
    Object server = System.getProperties().get("sluice.jetty");
    out.println("@@ done " + ((URI) call(server, "getURI")).getPort());

    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String order;
    while ((order = orders.readLine()) != null && !order.equals("stop")) {
      String answer;
      try {
        obey(server, order.split(" ", 3));
        answer = "done";
      } catch (Exception e) {
        e.printStackTrace(out);
        answer = "failed: " + e;
      }
      out.println("@@ " + answer);
    }
    call(server, "stop");
    out.println("@@ done");
  }

  private static void obey(Object server, String[] order) throws Exception {
    switch (order[0]) {
      case "deploy" -> {
        // Put in place in one step: Jetty scans the directory by itself too.
        Files.move(Path.of(order[2]), war(order[1]), StandardCopyOption.ATOMIC_MOVE);
        await(server, order[1], "STARTED");
      }
      case "undeploy" -> {
        Files.deleteIfExists(war(order[1]));
        await(server, order[1], null);
      }
      default -> throw new IllegalArgumentException(order[0]);
    }
  }

  private static Path war(String application) {
    return Path.of(System.getProperty("jetty.base"), "webapps", application + ".war");
  }

  /** Asks Jetty to look at its applications until this one is in that state; null for gone. */
  private static void await(Object server, String application, String state) throws Exception {
    Object scanner = named((Collection<?>) call(server, "getBeans"), "DeploymentScanner");
    long begin = System.nanoTime();
    String seen;
    do {
      call(scanner, "scan");
      Thread.sleep(20);
      seen = state(server, application);
      if (state == null ? seen == null : state.equals(seen)) {
        return;
      }
      if (state != null && "FAILED".equals(seen)) {
        throw new IllegalStateException(application + " did not start");
      }
    } while (System.nanoTime() - begin < LIMIT_NANOS);
    throw new IllegalStateException(application + " is " + seen + " in place of " + state);
  }

  private static String state(Object server, String application) throws Exception {
    for (Object handler : (Collection<?>) call(server, "getDescendants")) {
      if (handler.getClass().getSimpleName().equals("WebAppContext")
          && ("/" + application).equals(call(handler, "getContextPath"))) {
        return (String) call(handler, "getState");
      }
    }
    return null;
  }

  private static Object named(Collection<?> objects, String type) {
    return objects.stream()
        .filter(object -> object.getClass().getSimpleName().equals(type))
        .findFirst()
        .orElseThrow();
  }

  /** Jetty's classes are not those of this class's loader. */
  private static Object call(Object object, String method) throws Exception {
    return object.getClass().getMethod(method).invoke(object);
  }
}
