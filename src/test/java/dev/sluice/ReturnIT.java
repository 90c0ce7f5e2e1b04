package dev.sluice;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;
import org.postgresql.util.PGobject;

/** What a borrower may leave behind, and what the next one finds. */
class ReturnIT extends PoolOnServer {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);

  @BeforeEach
  void onePlace() {
    pool = builder().maxSize(1).borrowTimeout(SOON).build();
  }

  private static long backend(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  private void theNextBorrowerFindsAnotherSession(long before) throws Exception {
    try (Connection next = pool.getConnection()) {
      assertThat(ask(next, "select 'mine'")).isEqualTo("mine");
      assertThat(backend(next)).isNotEqualTo(before);
    }
  }

  private void theNextBorrowerFindsTheSameSession(long before) throws Exception {
    try (Connection next = pool.getConnection()) {
      assertThat(ask(next, "select 'mine'")).isEqualTo("mine");
      assertThat(backend(next)).isEqualTo(before);
    }
  }

  private static void closesAtOnce(Connection connection) throws SQLException {
    long begun = System.nanoTime();
    connection.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCopyInThatNobodyEndsEndsTheSession(boolean autoCommit) throws Exception {
    Connection connection = pool.getConnection();
    connection.setAutoCommit(autoCommit);
    run(connection, "create temporary table copied (line text)");
    CopyIn copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy copied from stdin");
    copy.writeToCopy("half".getBytes(US_ASCII), 0, 4);
    long before = connection.unwrap(PGConnection.class).getBackendPID();
    closesAtOnce(connection);
    theNextBorrowerFindsAnotherSession(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCopyOutThatIsReadInPartEndsTheSession(boolean autoCommit) throws Exception {
    Connection connection = pool.getConnection();
    connection.setAutoCommit(autoCommit);
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("copy (select generate_series(1, 100000)) to stdout");
    assertThat(copy.readFromCopy()).isNotNull();
    long before = connection.unwrap(PGConnection.class).getBackendPID();
    closesAtOnce(connection);
    theNextBorrowerFindsAnotherSession(before);
  }

  @Test
  void aCopyThatWasEndedLeavesNothingBehind() throws Exception {
    Connection connection = pool.getConnection();
    run(connection, "create temporary table copied (line text)");
    CopyIn copy =
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy copied from stdin");
    copy.writeToCopy("whole\n".getBytes(US_ASCII), 0, 6);
    assertThat(copy.endCopy()).isEqualTo(1);
    long before = backend(connection);
    closesAtOnce(connection);
    theNextBorrowerFindsTheSameSession(before);
  }

  @Test
  void anInterruptedThreadKeepsItsFlagAndItsConnection() throws Exception {
    Connection connection = pool.getConnection();
    long before = backend(connection);
    Thread.currentThread().interrupt();
    connection.close();
    assertThat(Thread.interrupted()).isTrue();
    theNextBorrowerFindsTheSameSession(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void aThreadThatWaitsForNotificationsAndTheOneThatClosesBothComeBack(int wait) throws Exception {
    Connection connection = pool.getConnection();
    run(connection, "listen something");
    PGConnection driver = connection.unwrap(PGConnection.class);
    long before = driver.getBackendPID();
    CompletableFuture<Object> listener =
        CompletableFuture.supplyAsync(() -> catchThrowable(() -> driver.getNotifications(wait)));
    Await.until("the listener", SOON, () -> isInDriver("processNotifies"), () -> "");
    closesAtOnce(connection);
    assertThat(listener.get(5, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    theNextBorrowerFindsAnotherSession(before);
  }

  @Test
  void aStatementThatRunsOnAnotherThreadEndsWithTheConnection() throws Exception {
    Connection connection = pool.getConnection();
    Statement statement = connection.createStatement();
    CompletableFuture<Object> running =
        CompletableFuture.supplyAsync(
            () -> catchThrowable(() -> statement.execute("select pg_sleep(600)")));
    Await.until("the statement", SOON, () -> isInDriver("execute"), () -> "");
    sessions.awaitRunning("pg_sleep");
    closesAtOnce(connection);
    assertThat(running.get(5, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    try (Connection next = pool.getConnection()) {
      assertThat(ask(next, "select 'mine'")).isEqualTo("mine");
    }
    sessions.assertAtMost(1);
  }

  private static boolean isInDriver(String method) {
    return Thread.getAllStackTraces().values().stream()
        .anyMatch(
            stack ->
                Stream.of(stack)
                    .anyMatch(
                        frame ->
                            frame.getClassName().startsWith("org.postgresql.core")
                                && frame.getMethodName().equals(method)));
  }

  // ---- streams

  private interface Opened {
    AutoCloseable open(ResultSet row) throws Exception;
  }

  private interface Late {
    void use(AutoCloseable stream) throws Exception;
  }

  private static Arguments late(String name, Opened opened, Late late) {
    return Arguments.of(name, opened, late);
  }

  static Stream<Arguments> lateUses() {
    return Stream.of(
        late("Blob.getBinaryStream", row -> row.getBlob(1).getBinaryStream(), ReturnIT::read),
        late(
            "Blob.getBinaryStream, a part",
            row -> row.getBlob(1).getBinaryStream(2, 1000),
            ReturnIT::read),
        late(
            "Blob.setBinaryStream",
            row -> row.getBlob(1).setBinaryStream(1),
            stream -> ((OutputStream) stream).write(new byte[100_000])),
        late(
            "Blob.setBinaryStream, flushed",
            row -> written(row.getBlob(1).setBinaryStream(1)),
            stream -> ((OutputStream) stream).flush()),
        late(
            "Blob.setBinaryStream, closed",
            row -> written(row.getBlob(1).setBinaryStream(1)),
            AutoCloseable::close),
        late("Clob.getAsciiStream", row -> row.getClob(1).getAsciiStream(), ReturnIT::read),
        late(
            "Clob.getCharacterStream",
            row -> row.getClob(1).getCharacterStream(),
            stream -> ((Reader) stream).transferTo(new StringWriter())),
        late("ResultSet.getBinaryStream", row -> row.getBinaryStream(2), ReturnIT::read),
        late(
            "ResultSet.getCharacterStream",
            row -> row.getCharacterStream(2),
            stream -> ((Reader) stream).transferTo(new StringWriter())),
        late("SQLXML.getBinaryStream", row -> row.getSQLXML(3).getBinaryStream(), ReturnIT::read),
        late(
            "SQLXML.getCharacterStream",
            row -> row.getSQLXML(3).getCharacterStream(),
            stream -> ((Reader) stream).transferTo(new StringWriter())),
        late(
            "SQLXML.setCharacterStream",
            row -> row.getStatement().getConnection().createSQLXML().setCharacterStream(),
            stream -> ((Writer) stream).write("<late/>")));
  }

  private static void read(AutoCloseable stream) throws IOException {
    ((InputStream) stream).readAllBytes();
  }

  private static OutputStream written(OutputStream stream) throws IOException {
    stream.write(1);
    return stream;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lateUses")
  void aStreamDiesWithItsConnection(String what, Opened opened, Late late) throws Exception {
    AutoCloseable stream;
    try (Connection first = pool.getConnection();
        Statement statement = first.createStatement()) {
      first.setAutoCommit(false);
      ResultSet row =
          statement.executeQuery(
              "select lo_from_bytea(0, convert_to(repeat('x', 200000), 'UTF8')),"
                  + " repeat('y', 10000), '<early/>'::xml");
      row.next();
      stream = opened.open(row);
    }
    try (Connection second = pool.getConnection()) {
      second.setAutoCommit(false);
      run(second, "select 1");
      assertThatThrownBy(() -> late.use(stream))
          .isInstanceOf(IOException.class)
          .cause()
          .isInstanceOf(SQLException.class)
          .extracting(dead -> ((SQLException) dead).getSQLState())
          .isEqualTo("08003");
      if (stream instanceof InputStream || stream instanceof Reader) {
        stream.close();
      }
      assertThat(ask(second, "select 'works'")).isEqualTo("works");
      second.commit();
    }
  }

  @Test
  void theResultSetOfAnArrayDiesWithItsConnection() throws Exception {
    ResultSet elements;
    try (Connection first = pool.getConnection();
        Statement statement = first.createStatement()) {
      ResultSet row = statement.executeQuery("select array[1, 2]");
      row.next();
      elements = row.getArray(1).getResultSet();
    }
    assertThatThrownBy(elements::next)
        .extracting(dead -> ((SQLException) dead).getSQLState())
        .isEqualTo("08003");
  }

  // ---- the driver's own memory

  /** A class that an application registers. */
  public static final class Mine extends PGobject {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mood", "point"})
  void aClassRegisteredForATypeDoesNotReachTheNextBorrower(String type) throws Exception {
    superuser("select 1");
    long before;
    try (Connection first = pool.getConnection()) {
      first.unwrap(PGConnection.class).addDataType(type, Mine.class);
      before = backend(first);
    }
    theNextBorrowerFindsAnotherSession(before);
  }

  @Test
  void unwrappingAloneKeepsTheSession() throws Exception {
    long before;
    try (Connection first = pool.getConnection()) {
      before = backend(first);
    }
    theNextBorrowerFindsTheSameSession(before);
    assertThat(pool.stats().opened()).isEqualTo(1);
  }

  @Test
  void aSessionThatIsResetHasNoNotificationsNoStatementsPreparedInSqlAndNoWarnings()
      throws Exception {
    pool =
        builder()
            .maxSize(1)
            .set("resetOnReturn", "session")
            .set("initSql", "do $$ begin raise warning 'of initSql'; end $$")
            .build();
    long before;
    try (Connection first = pool.getConnection()) {
      before = backend(first);
      run(first, "listen something");
      run(first, "prepare \"Mine own\" as select 1");
      postgres.execute("notify something");
      ask(first, "select 1");
      try (PreparedStatement kept = first.prepareStatement("select 1 + ?")) {
        for (int i = 0; i < 10; i++) {
          kept.setInt(1, i);
          kept.executeQuery().close();
        }
      }
    }
    try (Connection next = pool.getConnection()) {
      assertThat(backend(next)).isEqualTo(before);
      assertThat(next.unwrap(PGConnection.class).getNotifications()).isNullOrEmpty();
      assertThat(ask(next, "select count(*) from pg_prepared_statements where from_sql"))
          .isEqualTo("0");
      assertThat((Object) next.getWarnings()).isNull();
      try (PreparedStatement kept = next.prepareStatement("select 1 + ?")) {
        kept.setInt(1, 1);
        assertThat(kept.executeQuery().next()).isTrue();
      }
    }
  }

  // ---- transactions

  @Test
  void aCommitThatBecameARollbackIsReported() throws Exception {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> run(connection, "select 1 / 0")).isInstanceOf(SQLException.class);
      assertThatThrownBy(connection::commit)
          .isInstanceOf(SQLException.class)
          .extracting(told -> ((SQLException) told).getSQLState())
          .isEqualTo("25P02");
      // The transaction is over: the next one works.
      assertThat(ask(connection, "select 'next'")).isEqualTo("next");
      connection.commit();
    }
  }

  @Test
  void soIsSetAutoCommitThatCommits() throws Exception {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> run(connection, "select 1 / 0")).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> connection.setAutoCommit(true))
          .extracting(told -> ((SQLException) told).getSQLState())
          .isEqualTo("25P02");
      assertThat(ask(connection, "select 'next'")).isEqualTo("next");
    }
  }

  @Test
  void whatWasLeftOpenIsTold() throws Exception {
    Connection connection = pool.getConnection();
    connection.setAutoCommit(false);
    connection.createStatement().execute("select 1");
    connection.close();
    assertThat(log.with("FINE " + name))
        .anyMatch(line -> line.contains("rolled back"))
        .anyMatch(line -> line.contains("1 statement"));
  }

  // ---- cancels

  @Test
  void aStatementThatIsCancelledAfterItsConnectionWasClosedHarmsNobody() throws Exception {
    Connection first = pool.getConnection();
    Statement statement = first.createStatement();
    statement.execute("select 1");
    first.close();
    assertThatThrownBy(statement::cancel)
        .extracting(dead -> ((SQLException) dead).getSQLState())
        .isEqualTo("08003");
  }

  @Test
  void cancelsThatRaceWithReturnsReachNoOtherBorrower() throws Exception {
    pool = builder().maxSize(2).build();
    List<CompletableFuture<Throwable>> late = new ArrayList<>();
    int innocent = 0;
    for (int i = 0; i < 200; i++) {
      Connection first = pool.getConnection();
      Statement statement = first.createStatement();
      statement.execute("select 1");
      late.add(CompletableFuture.supplyAsync(() -> catchThrowable(statement::cancel)));
      first.close();
      try (Connection next = pool.getConnection()) {
        ask(next, "select pg_sleep(0.01)");
      } catch (SQLException e) {
        innocent++;
      }
    }
    for (CompletableFuture<Throwable> each : late) {
      Throwable thrown = each.get(20, TimeUnit.SECONDS);
      assertThat(thrown == null || thrown instanceof SQLException).isTrue();
    }
    assertThat(innocent).isZero();
  }

  // ---- metadata, closed statements

  @Test
  void metadataShowTheUrlThatWasGivenWithoutSecrets() throws Exception {
    String given = postgres.url() + "?sslmode=disable&ApplicationName=" + name;
    pool = builder().url(given + "&password=" + postgres.password()).build();
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.getMetaData().getURL()).isEqualTo(given);
    }
  }

  @Test
  void aClosedStatementStillUnwraps() throws Exception {
    try (Connection connection = pool.getConnection()) {
      Statement statement = connection.createStatement();
      statement.close();
      assertThat((Object) statement.unwrap(org.postgresql.PGStatement.class)).isNotNull();
      assertThat(statement.isWrapperFor(null)).isFalse();
      assertThat(connection.isWrapperFor(null)).isFalse();
    }
  }

  @Test
  void aBlobKeepsWorkingInsideItsLoan() throws Exception {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      Blob blob;
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("select lo_from_bytea(0, 'abc'::bytea)")) {
        row.next();
        blob = row.getBlob(1);
      }
      assertThat(blob.getBinaryStream().readAllBytes()).isEqualTo("abc".getBytes(US_ASCII));
      connection.commit();
    }
  }
}
