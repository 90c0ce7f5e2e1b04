package dev.sluice.servers;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A look into a server's JVM from outside, over JMX: its threads, its MBeans, its heap. Nothing of
 * this needs the server's help, so nothing of it keeps an application's classes alive.
 */
public final class ServerJvm implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  /** Attaches to the JVM with this process number. */
  @SuppressWarnings("BanJNDI") // an address that a JVM of our own has just told
  public ServerJvm(long process) {
    try {
      VirtualMachine machine = VirtualMachine.attach(String.valueOf(process));
      String address;
      try {
        address = machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
      connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
      beans = connector.getMBeanServerConnection();
    } catch (AttachNotSupportedException | IOException e) {
      throw new AssertionError("No way into the server's JVM", e);
    }
  }

  /** The names of all platform threads. */
  public List<String> threads() {
    ThreadMXBean threads = bean(ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(Objects::nonNull) // ended between the two calls
        .map(ThreadInfo::getThreadName)
        .toList();
  }

  /** A bean of the platform's own. */
  <T extends PlatformManagedObject> T bean(String name, Class<T> type) {
    try {
      return ManagementFactory.newPlatformMXBeanProxy(beans, name, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The MBeans that are Sluice's, by their name or by their class. */
  public List<String> mbeansOfOurs() {
    try {
      return beans.queryMBeans(null, null).stream()
          .filter(ServerJvm::isOurs)
          .map(ObjectInstance::toString)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOurs(ObjectInstance bean) {
    return (bean.getObjectName() + " " + bean.getClassName())
        .toLowerCase(Locale.ROOT)
        // The server's own, of the tests' servlets.
        .replace("dev.sluice.servers.", "")
        .contains("sluice");
  }

  /** How many objects of exactly this class can't be collected; the heap is collected first. */
  public int instances(Class<?> type) {
    String histogram = diagnose("gcClassHistogram");
    Matcher row =
        Pattern.compile(
                "(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(type.getName()) + "(\\s|$)")
            .matcher(histogram);
    int count = 0;
    while (row.find()) {
      count += Integer.parseInt(row.group(1));
    }
    return count;
  }

  /** Writes what can't be collected into a file. */
  void dumpHeap(Path file) {
    try {
      bean("com.sun.management:type=HotSpotDiagnostic", HotSpotDiagnosticMXBean.class)
          .dumpHeap(file.toString(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer of the JVM to a diagnostic command, by its operation's name. */
  public String diagnose(String operation, String... arguments) {
    try {
      return (String)
          beans.invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              operation,
              new Object[] {arguments},
              new String[] {String[].class.getName()});
    } catch (JMException | IOException e) {
      throw new AssertionError("The server's JVM refused " + operation, e);
    }
  }

  @Override
  public void close() {
    try {
      connector.close();
    } catch (IOException e) {
      // The server has ended before.
    }
  }
}
