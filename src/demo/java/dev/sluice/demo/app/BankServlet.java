package dev.sluice.demo.app;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The page, the figures that it asks for as it runs, and its two buttons. */
@WebServlet(
    urlPatterns = {"", "/figures", "/transfer", "/load"},
    loadOnStartup = 1)
public class BankServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final int LOAD_THREADS = 40;
  private static final int LOAD_SECONDS = 15;

  @Resource(name = "jdbc/app")
  private transient DataSource source;

  private transient Bank bank;
  private transient Load load;

  @Override
  public void init() throws ServletException {
    bank = new Bank(source);
    load = new Load(bank);
    try {
      bank.open();
    } catch (SQLException e) {
      throw new ServletException("The bank could not open", e);
    }
  }

  @Override
  public void destroy() {
    load.end();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      if (request.getServletPath().equals("/figures")) {
        answer(response, "application/json", figures());
      } else {
        answer(response, "text/html", page());
      }
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    try {
      switch (request.getServletPath()) {
        case "/transfer" -> load.transferByChance();
        case "/load" -> load.start(LOAD_THREADS, LOAD_SECONDS);
        default -> throw new ServletException("No such action");
      }
      answer(response, "application/json", figures());
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }

  private String page() throws SQLException, IOException {
    try (InputStream template = getServletContext().getResourceAsStream("/WEB-INF/page.html")) {
      return new String(template.readAllBytes(), StandardCharsets.UTF_8)
          .replace("<!--accounts-->", accounts());
    }
  }

  private String accounts() throws SQLException {
    return bank.accounts().stream()
        .map(
            account ->
                "<tr id=\"account-%d\"><td>%s<td class=\"number\">%d<td class=\"number\">%d"
                    .formatted(
                        account.id(), account.owner(), account.balance(), account.transfers()))
        .collect(Collectors.joining("\n"));
  }

  private String figures() throws SQLException {
    Map<String, Number> figures = new LinkedHashMap<>(Figures.of(source));
    figures.put("loadThreads", load.running());
    figures.put("transfers", load.transfers());
    figures.put("failures", load.failures());
    long money = 0;
    StringBuilder accounts = new StringBuilder();
    for (Bank.Account account : bank.accounts()) {
      money += account.balance();
      accounts
          .append(accounts.length() == 0 ? "" : ",")
          .append("{\"id\":%d,".formatted(account.id()))
          .append("\"balance\":%d,".formatted(account.balance()))
          .append("\"transfers\":%d}".formatted(account.transfers()));
    }
    figures.put("money", money);
    return figures.entrySet().stream()
        .map(figure -> "\"" + figure.getKey() + "\":" + figure.getValue())
        .collect(Collectors.joining(",", "{", ",\"accounts\":[" + accounts + "]}"));
  }

  private static void answer(HttpServletResponse response, String type, String body)
      throws IOException {
    response.setContentType(type);
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().print(body);
  }
}
