import fish.payara.micro.PayaraMicroRuntime;
import fish.payara.micro.boot.PayaraMicroLauncher;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Starts a Payara Micro in this process, with its own command line, and takes orders for it on
 * standard input: the other side of {@code dev.sluice.servers.ChildServer}. Run from its source,
 * with the Payara Micro jar on the class path.
 */
public final class PayaraHost {
  private PayaraHost() {}

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
    // Payara takes System.out for its own log.
    PrintStream out = System.out;
    PayaraMicroRuntime payara = PayaraMicroLauncher.create(arguments).getRuntime();
    out.println("@@ done " + payara.getLocalDescriptor().getHttpPorts().get(0));

    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String order;
    while ((order = orders.readLine()) != null && !order.equals("stop")) {
      String answer;
      try {
        answer = "done " + obey(payara, order.split(" ", 3));
      } catch (Exception e) {
        e.printStackTrace(out);
        answer = "failed: " + e;
      }
      out.println("@@ " + answer);
    }
    payara.shutdown();
    out.println("@@ done");
  }

  private static String obey(PayaraMicroRuntime payara, String[] order) {
    switch (order[0]) {
      case "deploy" -> {
        if (!payara.deploy(order[1], order[1], new File(order[2]))) {
          throw new IllegalStateException("Payara did not deploy " + order[1]);
        }
      }
      case "undeploy" -> {
        payara.undeploy(order[1]);
        if (payara.getDeployedApplicationNames().contains(order[1])) {
          throw new IllegalStateException("Payara did not undeploy " + order[1]);
        }
      }
      default -> throw new IllegalArgumentException(order[0]);
    }
    return "";
  }
}
