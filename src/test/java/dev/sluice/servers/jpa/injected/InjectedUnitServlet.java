package dev.sluice.servers.jpa.injected;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells which pool's session answers where the server injects the persistence unit. */
@WebServlet("/injected-unit")
public class InjectedUnitServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @PersistenceUnit(unitName = "app")
  private transient EntityManagerFactory factory;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    EntityManager manager = factory.createEntityManager();
    Object pool;
    try {
      pool =
          manager.createNativeQuery("select current_setting('application_name')").getSingleResult();
    } finally {
      manager.close();
    }
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().print(pool);
  }
}
