package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.InvalidSettingsException;
import dev.sluice.lifecycle.Applications;
import dev.sluice.observe.PoolLog;
import dev.sluice.testing.FakeApplication;
import dev.sluice.testing.LogLines;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Hashtable;
import javax.naming.CompositeName;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SluiceDataSourceFactoryTest {
  private final SluiceDataSourceFactory factory = new SluiceDataSourceFactory();
  private ServerSocket database;
  private String url;

  @BeforeEach
  void listening() throws Exception {
    database = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    database.setSoTimeout(50);
    url = "jdbc:postgresql://127.0.0.1:" + database.getLocalPort() + "/app";
  }

  @AfterEach
  void stopped() throws Exception {
    Applications.registry().ofServer().forEach(pool -> pool.close());
    database.close();
  }

  private static Reference reference(String... attributes) {
    Reference reference =
        new Reference("javax.sql.DataSource", SluiceDataSourceFactory.class.getName(), null);
    for (int i = 0; i < attributes.length; i += 2) {
      reference.add(new StringRefAddr(attributes[i], attributes[i + 1]));
    }
    return reference;
  }

  private SluiceDataSource lookup(String name, Reference reference) throws Exception {
    return (SluiceDataSource) find(name, reference);
  }

  private DataSource find(String name, Reference reference) throws Exception {
    return (DataSource) factory.getObjectInstance(reference, new CompositeName(name), null, null);
  }

  @Test
  @SuppressWarnings("JdkObsolete") // the type that JNDI passes
  void onTomcatAndJettyTheLastPartOfANameTellsResourcesApart() throws Exception {
    Hashtable<String, Object> jetty = new Hashtable<>();
    jetty.put("java.naming.factory.initial", "org.eclipse.jetty.jndi.InitialContextFactory");
    Reference reference = reference("url", url, "name", "one");
    Object first = factory.getObjectInstance(reference, new CompositeName("jdbc/app"), null, jetty);

    assertThat(factory.getObjectInstance(reference, new CompositeName("app"), null, jetty))
        .isSameAs(first);
    assertThat(factory.getObjectInstance(reference, new CompositeName("batch"), null, jetty))
        .isNotSameAs(first);
  }

  @Test
  void aClosedPoolIsForgotten() throws Exception {
    SluiceDataSource pool = lookup("jdbc/closed", reference("url", url, "name", "closed"));
    assertThat(Applications.registry().all()).anyMatch(each -> each.name().equals("closed"));
    pool.close();
    assertThat(Applications.registry().all()).noneMatch(each -> each.name().equals("closed"));
  }

  @Test
  void repeatedLookupsGiveOnePoolAndTwoResourcesAreTwo() throws Exception {
    SluiceDataSource first = lookup("jdbc/app", reference("url", url, "maxSize", "7"));

    assertThat(lookup("jdbc/app", reference("url", url, "maxSize", "7"))).isSameAs(first);
    assertThat(lookup("java:comp/env/jdbc/app", reference("maxSize", "7", "url", url)))
        .isSameAs(first);
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      assertThat(lookup("jdbc/batch", reference("maxSize", "7", "url", url))).isNotSameAs(first);
      assertThat(log.with("INFO batch: has the same settings as resource jdbc/app")).hasSize(1);
    }
    assertThat(lookup("jdbc/app", reference("url", url, "maxSize", "8"))).isNotSameAs(first);
  }

  @Test
  void singletonFalseStillGivesOnePool() throws Exception {
    SluiceDataSource first = lookup("a", reference("url", url, "singleton", "false"));

    assertThat(lookup("a", reference("url", url, "singleton", "false"))).isSameAs(first);
  }

  @Test
  void aLookupOpensNothingAndStartsNoThread() throws Exception {
    lookup("quiet", reference("url", url, "minSize", "2"));

    assertThatThrownBy(database::accept).isInstanceOf(SocketTimeoutException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("sluice-quiet"));
  }

  @Test
  void thePoolIsNamedAsConfiguredOtherwiseAfterTheResource() throws Exception {
    assertThat(lookup("java:app/jdbc/app", reference("url", url)).name()).isEqualTo("app");
    assertThat(lookup("jdbc/app", reference("url", url, "name", "orders")).name())
        .isEqualTo("orders");
  }

  @Test
  void whatIsNotForThisFactoryIsLeftToOthers() throws Exception {
    Reference others = new Reference("javax.sql.DataSource", "com.example.Other", null);

    assertThat(factory.getObjectInstance(others, new CompositeName("x"), null, null)).isNull();
    assertThat(factory.getObjectInstance(null, null, null, null)).isNull();
  }

  @Test
  @SuppressWarnings("JdkObsolete") // the interface asks for it
  void aNameWithAnEnvironmentIsTakenToo() throws Exception {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put("url", url);
    environment.put("java.naming.factory.url.pkgs", "org.jboss.as.naming.interfaces");

    Object pool = factory.getObjectInstance("java:jboss/datasources/app", null, null, environment);

    assertThat(pool)
        .isInstanceOfSatisfying(
            SluiceDataSource.class, found -> assertThat(found.name()).isEqualTo("app"));
  }

  @Test
  void allThatIsWrongIsInOneMessageWithoutASecretAndInTheLog() {
    Reference wrong =
        reference(
            "url",
            url,
            "password",
            "hunter2 ${secret}",
            "maxSize",
            "0",
            "maxSiz",
            "1",
            "pasword",
            "hunter3",
            "pg.socketFactory",
            "com.example.Evil");
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      NamingException failure =
          catchThrowableOfType(NamingException.class, () -> lookup("jdbc/app", wrong));

      assertThat(failure.getMessage())
          .contains("jdbc/app", "maxSize", "maxSiz", "pasword", "pg.socketFactory", "password")
          .doesNotContain("hunter2", "hunter3");
      assertThat(failure.getRootCause()).isInstanceOf(InvalidSettingsException.class);
      assertThat(log.all())
          .singleElement()
          .asString()
          .startsWith("SEVERE ")
          .contains("jdbc/app", "maxSiz")
          .doesNotContain("hunter2", "hunter3");
    }
  }

  @Test
  void notesOnTheSettingsAreLoggedOnceAPool() throws Exception {
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      lookup("noted", reference("url", url, "jdbcInterceptors", "X"));
      lookup("noted", reference("url", url, "jdbcInterceptors", "X"));

      assertThat(log.with("jdbcInterceptors")).hasSize(1);
      assertThat(log.all()).allMatch(line -> line.startsWith("INFO noted: "));
    }
  }

  @Test
  void aLookupAfterTheApplicationsEndGetsAClosedPoolAndFrightensNobody() throws Exception {
    FakeApplication application = new FakeApplication();
    SluiceDataSource own = application.call(() -> lookup("java:app/own", reference("url", url)));
    assertThat(own.isClosed()).isFalse();

    Applications.ended(application.loader());

    assertThat(own.isClosed()).isTrue();
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      assertClosed(application, "java:app/own", reference("url", url));
      assertClosed(application, "jdbc/shared", reference("url", url));
      assertClosed(application, "java:app/own", reference("url", url, "maxSiz", "1"));

      assertThat(log.all()).noneMatch(line -> !line.startsWith("FINE"));
    }
    assertThat(Applications.registry().all()).noneMatch(pool -> !pool.isClosed());
  }

  @Test
  void aLookupAfterTheEndOfTheClassesGetsAClosedPool() throws Exception {
    Applications.registry().end();
    try {
      DataSource late = find("jdbc/late", reference("url", url));

      assertThatThrownBy(late::getConnection).isInstanceOf(PoolClosedException.class);
    } finally {
      Applications.registry().begin();
    }
  }

  private void assertClosed(FakeApplication application, String name, Reference reference)
      throws Exception {
    DataSource late = application.call(() -> find(name, reference));

    assertThatThrownBy(() -> application.call(late::getConnection))
        .rootCause()
        .isInstanceOf(PoolClosedException.class)
        .hasMessageContaining("undeployed");
    assertThatThrownBy(database::accept).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void applicationsThatDeclareTheSameHavePoolsOfTheirOwn() throws Exception {
    FakeApplication one = new FakeApplication();
    FakeApplication other = new FakeApplication();

    SluiceDataSource ofOne = one.call(() -> lookup("java:app/own", reference("url", url)));
    SluiceDataSource ofOther = other.call(() -> lookup("java:app/own", reference("url", url)));
    SluiceDataSource shared = one.call(() -> lookup("jdbc/shared", reference("url", url)));

    assertThat(ofOne).isNotSameAs(ofOther);
    assertThat(other.<Object>call(() -> lookup("jdbc/shared", reference("url", url))))
        .isSameAs(shared)
        .isNotSameAs(ofOther);
    Applications.ended(one.loader());
    assertThat(ofOther.isClosed()).isFalse();
    assertThat(shared.isClosed()).isFalse();
    Applications.ended(other.loader());
  }
}
