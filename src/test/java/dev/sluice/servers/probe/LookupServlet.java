package dev.sluice.servers.probe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** What an application is told that looks its DataSource up and borrows; nothing is injected. */
@WebServlet("/lookup/*")
public class LookupServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().print(outcome());
  }

  /** How far a lookup and a borrow get, with every message on the way. */
  static String outcome() {
    DataSource source;
    try {
      source = lookedUp();
    } catch (NamingException | RuntimeException e) {
      return "the lookup failed: " + messages(e);
    }
    return outcome(source);
  }

  /** How far a borrow gets. */
  static String outcome(DataSource source) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select 1");
      return "worked";
    } catch (SQLException | RuntimeException e) {
      return "the borrow failed: " + messages(e);
    }
  }

  @SuppressWarnings("BanJNDI") // a constant name, in the server's own tree: what is tested here
  static DataSource lookedUp() throws NamingException {
    return InitialContext.doLookup("java:comp/env/jdbc/app");
  }

  private static String messages(Throwable failure) {
    StringBuilder text = new StringBuilder();
    Throwable link = failure;
    for (int depth = 0; link != null && depth < 10; depth++) {
      text.append(link).append("\n");
      link =
          link instanceof NamingException naming && naming.getRootCause() != null
              ? naming.getRootCause()
              : link.getCause();
    }
    return text.toString();
  }
}
