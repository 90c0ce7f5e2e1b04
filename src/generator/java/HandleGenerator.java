/** Writes the forwarding half of the JDBC handles. */
public final class HandleGenerator {
  public static void main(String[] arguments) {}
}
