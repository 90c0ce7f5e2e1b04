package dev.sluice.servers.jpa;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** What an application does with JPA, in transactions of its own. */
@WebServlet("/jpa/*")
public class JpaServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final String IDS = "select a.id from Account a order by a.id";

  private transient EntityManagerFactory factory;

  @Override
  public void init() {
    factory = Persistence.createEntityManagerFactory("app");
  }

  @Override
  public void destroy() {
    factory.close();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String answer;
    EntityManager manager = factory.createEntityManager();
    try {
      answer =
          switch (request.getPathInfo()) {
            case "/create" -> create(manager, request.getParameter("id"));
            case "/create-and-roll-back" -> createAndRollBack(manager, request.getParameter("id"));
            case "/ids" -> ids(manager).toString();
            default -> throw new ServletException("No such probe: " + request.getPathInfo());
          };
    } finally {
      manager.close();
    }
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().print(answer);
  }

  private static String create(EntityManager manager, String id) {
    manager.getTransaction().begin();
    manager.persist(new Account(id));
    manager.getTransaction().commit();
    return "created";
  }

  private static String createAndRollBack(EntityManager manager, String id) {
    manager.getTransaction().begin();
    manager.persist(new Account(id));
    manager.flush();
    int within = ids(manager).size();
    manager.getTransaction().rollback();
    return within + " within";
  }

  private static List<String> ids(EntityManager manager) {
    return manager.createQuery(IDS, String.class).getResultList();
  }
}
