package dev.sluice.lifecycle;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool as the end of applications concerns it. Thread-safe; both ends may be told repeatedly. */
public interface ManagedPool extends AutoCloseable {
  /** The pool's name, for log lines. */
  String name();

  /** Drains the pool for good. Returns when that is done. */
  @Override
  void close();

  boolean isClosed();

  /**
   * Whether the server closes the pool by itself, later in the undeployment than listeners are
   * told: then the application's own listeners can still borrow.
   */
  boolean isClosedByServer();

  /** What applications get. */
  DataSource dataSource();

  /**
   * An application has looked the pool up.
   *
   * @param application its class loader, or null
   * @throws SQLException if it may not use the pool
   */
  void usedBy(@Nullable ClassLoader application) throws SQLException;

  /**
   * The application that brought these classes has ended, and all its pools are closed: what the
   * classes have registered in the JVM is withdrawn.
   */
  void classesGone();

  /**
   * An application that may have used the pool has ended: what it holds is taken back; if nobody
   * else uses the pool, its connections close. Returns when that is done.
   *
   * @param application its class loader
   */
  void userGone(ClassLoader application);
}
