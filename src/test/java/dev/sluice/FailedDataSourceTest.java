package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.ws.classloading.LibraryLoader;
import dev.sluice.observe.PoolLog;
import dev.sluice.testing.FakeApplication;
import dev.sluice.testing.LogLines;
import java.sql.SQLException;
import java.util.Hashtable;
import javax.naming.CompositeName;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class FailedDataSourceTest {
  private static final String MESSAGE = "maxSise";

  private static Object lookup(ObjectFactory factory, String location) throws Exception {
    Reference reference =
        new Reference("javax.sql.DataSource", SluiceDataSourceFactory.class.getName(), location);
    reference.add(new StringRefAddr("url", "jdbc:postgresql://localhost/app"));
    reference.add(new StringRefAddr("maxSise", "7"));
    return factory.getObjectInstance(reference, new CompositeName("jdbc/app"), null, null);
  }

  private static ObjectFactory factoryOfLiberty() throws Exception {
    return (ObjectFactory)
        new LibraryLoader(FailedDataSourceTest.class.getClassLoader())
            .loadClass(SluiceDataSourceFactory.class.getName())
            .getDeclaredConstructor()
            .newInstance();
  }

  @Test
  void whereTheServerLosesExceptionsEachBorrowTellsWhatIsWrong() throws Exception {
    try (LogLines log = new LogLines(PoolLog.NAME)) {
      DataSource failed = (DataSource) lookup(factoryOfLiberty(), null);

      for (int borrow = 0; borrow < 2; borrow++) {
        assertThatThrownBy(failed::getConnection)
            .isInstanceOf(SQLException.class)
            .hasMessageStartingWith("Resource jdbc/app: one problem")
            .hasMessageContaining(MESSAGE);
      }
      assertThatThrownBy(() -> failed.getConnection("u", "p")).hasMessageContaining(MESSAGE);
      assertThat(failed.isWrapperFor(SluiceDataSource.class)).isFalse();
      assertThatThrownBy(() -> failed.unwrap(AutoCloseable.class)).hasMessageContaining(MESSAGE);
      assertThat(log.all()).anyMatch(line -> line.contains(MESSAGE));
    }
  }

  @Test
  void alsoWhatIsRefusedBeforeItsAttributesAreReadIsTold() throws Exception {
    DataSource failed = (DataSource) lookup(factoryOfLiberty(), "http://attacker.example/");

    assertThatThrownBy(failed::getConnection).hasMessageContaining("factoryClassLocation");
  }

  /** WildFly lists with the factory's own class loader as the context. */
  @Test
  @SuppressWarnings("JdkObsolete") // the interface asks for it
  void whoListsTheTreeOfWildFlySeesWhatIsWrongInPlaceOfThePool() throws Exception {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put("maxSise", "7");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(SluiceDataSourceFactory.class.getClassLoader());
    Object listed;
    try {
      listed =
          new SluiceDataSourceFactory()
              .getObjectInstance("java:jboss/datasources/app", null, null, environment);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    assertThat(listed.toString()).contains("java:jboss/datasources/app").contains(MESSAGE);

    assertThatThrownBy(
            () ->
                new FakeApplication()
                    .call(
                        () ->
                            new SluiceDataSourceFactory()
                                .getObjectInstance(
                                    "java:jboss/datasources/app", null, null, environment)))
        .hasStackTraceContaining("NamingException")
        .hasStackTraceContaining(MESSAGE);
  }

  @Test
  void elsewhereTheLookupItselfFails() {
    assertThatThrownBy(() -> lookup(new SluiceDataSourceFactory(), null))
        .isInstanceOf(NamingException.class)
        .hasMessageStartingWith("Resource jdbc/app: one problem")
        .hasMessageContaining(MESSAGE);
  }
}
