package dev.sluice.servers.probe;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/**
 * The application under test: what an application does with its DataSource, good and bad, one path
 * each. It knows Jakarta EE and JDBC only, nothing of Sluice.
 */
@WebServlet("/probe/*")
public class ProbeServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** What the application never gives back. */
  private static final Queue<Connection> KEPT = new ConcurrentLinkedQueue<>();

  /** Lives as long as the application's class loader does. */
  @SuppressWarnings("UnusedVariable") // counted in the heap
  private static final ClassLoaderMarker MARKER = new ClassLoaderMarker();

  @Resource(name = "jdbc/app")
  private transient DataSource injectedByName;

  @Resource(lookup = "java:comp/env/jdbc/app")
  private transient DataSource injectedByLookup;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String answer;
    try {
      answer =
          switch (request.getPathInfo()) {
            case "/injected-by-name" -> session(injectedByName);
            case "/injected-by-lookup" -> session(injectedByLookup);
            case "/looked-up" -> session(lookedUp());
            case "/setting" -> setting(request.getParameter("name"));
            case "/load" -> load(number(request, "threads"), number(request, "borrows"));
            case "/write-slowly" -> writeSlowly(request.getParameter("id"), number(request, "s"));
            case "/leave-open" -> leaveOpen(request.getParameter("id"));
            case "/leak" -> leak();
            case "/sleep" -> sleep(request.getParameter("id"), number(request, "s"));
            case "/thread-is-virtual" -> threadIsVirtual();
            case "/mbeans-of-others" -> mbeansOfOthers();
            case "/pin" -> PinsItsCarrier.DONE;
            default -> throw new ServletException("No such probe: " + request.getPathInfo());
          };
    } catch (Exception e) {
      throw new ServletException(e);
    }
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().print(answer);
  }

  @SuppressWarnings("BanJNDI") // a constant name, in the server's own tree: what is tested here
  private static DataSource lookedUp() throws NamingException {
    return InitialContext.doLookup("java:comp/env/jdbc/app");
  }

  /** Which session answers: the pool's name on the server, and the backend's process. */
  private static String session(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select current_setting('application_name') || ' ' || pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    }
  }

  /** What a session is set to, as PostgreSQL tells it. */
  private String setting(String name) throws SQLException {
    try (Connection connection = injectedByName.getConnection();
        PreparedStatement show = connection.prepareStatement("select current_setting(?)")) {
      show.setString(1, name);
      try (ResultSet row = show.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** Every thread moves money to itself again and again; the sum tells whether all arrived. */
  private String load(int threads, int borrows) throws Exception {
    Queue<Thread> made = new ConcurrentLinkedQueue<>();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task);
              made.add(thread);
              return thread;
            });
    try {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        work.add(
            () -> {
              int done = 0;
              for (int borrow = 0; borrow < borrows; borrow++) {
                insertInTransaction("load");
                done++;
              }
              return done;
            });
      }
      int done = 0;
      for (Future<Integer> part : executor.invokeAll(work)) {
        done += part.get();
      }
      return String.valueOf(done);
    } finally {
      executor.shutdownNow();
      // Servers tell on threads that an application leaves behind.
      for (Thread thread : made) {
        thread.join();
      }
    }
  }

  private void insertInTransaction(String id) throws SQLException {
    try (Connection connection = injectedByName.getConnection()) {
      connection.setAutoCommit(false);
      insert(connection, id);
      connection.commit();
    }
  }

  private String writeSlowly(String id, int seconds) throws SQLException {
    try (Connection connection = injectedByName.getConnection()) {
      connection.setAutoCommit(false);
      insert(connection, id);
      try (Statement statement = connection.createStatement()) {
        statement.execute("select pg_sleep(" + seconds + ") /* " + id + " */");
      }
      connection.commit();
    }
    return "committed";
  }

  private String sleep(String id, int seconds) throws SQLException {
    try (Connection connection = injectedByName.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_sleep(" + seconds + ") /* " + id + " */");
    }
    return "slept";
  }

  private String leaveOpen(String id) throws SQLException {
    Connection connection = injectedByName.getConnection();
    KEPT.add(connection);
    connection.setAutoCommit(false);
    insert(connection, id);
    return "left open";
  }

  private String leak() throws SQLException {
    Connection connection = injectedByName.getConnection();
    KEPT.add(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    }
    return "leaked";
  }

  private static void insert(Connection connection, String id) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into written (id) values (?)")) {
      insert.setString(1, id);
      insert.executeUpdate();
    }
  }

  /** A question that JDK 17 does not know. */
  private static String threadIsVirtual() throws ReflectiveOperationException {
    return String.valueOf(Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()));
  }

  /** The MBeans whose classes come from another application like this one, there or gone. */
  private static String mbeansOfOthers() {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    List<String> found = new ArrayList<>();
    for (ObjectName name : beans.queryNames(null, null)) {
      try {
        if (isOthers(beans.getClassLoaderFor(name))) {
          found.add(name.toString());
        }
      } catch (InstanceNotFoundException e) {
        // It went in the meantime.
      }
    }
    return String.join("\n", found);
  }

  private static boolean isOthers(ClassLoader loader) {
    ClassLoader own = ProbeServlet.class.getClassLoader();
    if (loader == null || loader == own || loader.getClass() != own.getClass()) {
      return false;
    }
    try {
      return loader.loadClass(ClassLoaderMarker.class.getName()) != ClassLoaderMarker.class;
    } catch (ClassNotFoundException | IllegalStateException e) {
      // Those of Tomcat and Payara load nothing any more when their application has gone.
      return e instanceof IllegalStateException || e.getCause() instanceof IllegalStateException;
    }
  }

  private static int number(HttpServletRequest request, String parameter) {
    return Integer.parseInt(request.getParameter(parameter));
  }

  /** Whoever waits in a class's initializer takes its carrier with it. */
  private static final class PinsItsCarrier {
    static final String DONE = wait100Millis();

    private static String wait100Millis() {
      LockSupport.parkNanos(100_000_000);
      return "pinned";
    }
  }
}
