package dev.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A server in a process of its own, on which applications are deployed and undeployed. What can be
 * seen from outside is looked at from outside: {@link #jvm()}, {@link #log()}.
 */
public abstract class RunningServer implements AutoCloseable {
  /** The server did not do what it was ordered to do. */
  public static final class RefusedError extends AssertionError {
    private static final long serialVersionUID = 1;

    RefusedError(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static final int LINES_OF_A_TAIL = 60;

  private final Path directory;
  private final Path log;

  /** Attached at the first question. Guarded by this. */
  private ServerJvm jvm;

  /**
   * @param directory existing, for the server's files
   * @param log the file to which it logs
   */
  RunningServer(Path directory, Path log) {
    this.directory = directory;
    this.log = log;
  }

  /**
   * Deploys {@code archive} and returns the address at which it answers.
   *
   * @throws RefusedError if the server does not let it start
   */
  public abstract URI deploy(String application, WebArchive archive);

  /** Undeploys, and returns when the application is gone. */
  public abstract void undeploy(String application);

  /** Stops the server, and returns when its process has ended. */
  @Override
  public abstract void close();

  /** What every server's JVM is started with. */
  public static List<String> jvmArguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    arguments.addAll(List.of(System.getProperty("sluice.jvm").split(" ")));
    // What is only held softly goes when the tests collect.
    arguments.add("-XX:SoftRefLRUPolicyMSPerMB=0");
    return arguments;
  }

  /** Its process. */
  abstract ProcessHandle process();

  /** A look into its JVM. */
  public final synchronized ServerJvm jvm() {
    if (jvm == null) {
      jvm = new ServerJvm(process().pid());
    }
    return jvm;
  }

  /** Looks away, before it is stopped. */
  final synchronized void closeJvm() {
    if (jvm != null) {
      jvm.close();
    }
  }

  /** Writes its heap beside its log, which stays after a failure. */
  public final Path dumpHeap() {
    Path file = directory.resolve("heap-" + System.nanoTime() + ".hprof");
    jvm().dumpHeap(file);
    return file;
  }

  /** What it has logged so far. */
  public final String log() {
    return text(log);
  }

  /** The end of the log, for a failure's message. */
  final String tail() {
    return tail(log);
  }

  /** The same, of a log in this file. */
  static String tail(Path log) {
    try {
      List<String> lines = text(log).lines().toList();
      return "\n  "
          + String.join(
              "\n  ", lines.subList(Math.max(0, lines.size() - LINES_OF_A_TAIL), lines.size()));
    } catch (UncheckedIOException e) {
      return " (no log: " + e + ")";
    }
  }

  /** The file's text, and before it of those that the log had on another day: midnight may come. */
  private static String text(Path log) {
    String name = log.getFileName().toString();
    try (Stream<Path> all = Files.list(log.getParent())) {
      StringBuilder text = new StringBuilder();
      for (Path file :
          all.filter(one -> one.getFileName().toString().startsWith(name))
              .sorted(Comparator.reverseOrder())
              .toList()) {
        text.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
