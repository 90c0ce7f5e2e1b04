package dev.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** PgBouncer, where it is installed, before the benchmarks' PostgreSQL. */
final class Bouncer implements AutoCloseable {
  private static final List<String> USUAL_PLACES =
      List.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer");

  private final Process process;
  private final Path directory;
  private final int port;
  private final String version;

  /** A run that is ended before its end leaves nothing behind. */
  private final Thread atExit = new Thread(this::end, "end-pgbouncer");

  private Bouncer(Process process, Path directory, int port, String version) {
    this.process = process;
    this.directory = directory;
    this.port = port;
    this.version = version;
  }

  /**
   * Starts it.
   *
   * @param given the executable, or empty to look for it
   * @return null where there is none
   */
  static Bouncer start(String given, Server server) throws IOException, InterruptedException {
    List<String> places = given.isEmpty() ? USUAL_PLACES : List.of(given);
    String executable =
        places.stream().filter(each -> Files.isExecutable(Path.of(each))).findFirst().orElse(null);
    if (executable == null) {
      return null;
    }
    // Not below the build directory: it gives up root, and others may not reach that.
    Path directory = Files.createTempDirectory("pgbouncer");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    int port = freePort();
    Path users = directory.resolve("users.txt");
    Files.writeString(users, "\"" + Server.USER + "\" \"" + Server.PASSWORD + "\"\n");
    Path settings = directory.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        String.join(
            "\n",
            "[databases]",
            Server.DATABASE + " = host=127.0.0.1 port=" + server.port(),
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            "listen_port = " + port,
            "unix_socket_dir =",
            "auth_type = scram-sha-256",
            "auth_file = " + users,
            "pool_mode = transaction",
            "default_pool_size = 8",
            "max_client_conn = 200",
            "ignore_startup_parameters = extra_float_digits",
            ""));
    List<String> command = new ArrayList<>(List.of(executable, "-q"));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(settings.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(directory.resolve("log").toFile())
            .start();
    Bouncer bouncer = new Bouncer(process, directory, port, version(executable));
    Runtime.getRuntime().addShutdownHook(bouncer.atExit);
    bouncer.awaitPort();
    return bouncer;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String version(String executable) throws IOException {
    Process asked = new ProcessBuilder(executable, "-V").redirectErrorStream(true).start();
    return new String(
            asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
        .lines()
        .findFirst()
        .orElse("PgBouncer");
  }

  private void awaitPort() throws IOException, InterruptedException {
    for (int i = 0; i < 100; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    close();
    throw new IOException("PgBouncer does not listen on port " + port);
  }

  String version() {
    return version;
  }

  Map<String, String> address() {
    return Map.of(
        "bench.pgbouncer.url",
        "jdbc:postgresql://127.0.0.1:" + port + "/" + Server.DATABASE + "?sslmode=disable");
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    end();
  }

  private void end() {
    process.destroy();
    try {
      for (String file : List.of("users.txt", "pgbouncer.ini", "log")) {
        Files.deleteIfExists(directory.resolve(file));
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      System.err.println("PgBouncer's directory stays: " + e);
    }
  }
}
