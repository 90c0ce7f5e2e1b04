/**
 * Sluice: a PostgreSQL connection pool that a Jakarta EE server builds from its configuration.
 *
 * <p>This is the map. An administrator declares a resource; the server calls {@link
 * dev.sluice.SluiceDataSourceFactory}; the application gets a {@link dev.sluice.SluiceDataSource};
 * each {@code getConnection()} borrows; at undeploy the pool drains.
 *
 * <pre>
 *   dev.sluice      the public face, and the one place where the layers are wired (PoolPlan)
 *   ├─ jndi         what a server hands to a factory; the registry that makes a lookup idempotent
 *   ├─ lifecycle    who owns a pool, who uses it, what happens at undeploy and at the JVM's end
 *   ├─ observe      log lines: a listener on the core, which never imports it
 *   ├─ postgres     everything that knows pgjdbc: connect, probe, reset, cancel, SQLSTATEs
 *   ├─ jdbc         handles, and what a connection must be to stand behind one
 *   ├─ config       settings: one table of attributes, parsing, validation, secrets
 *   └─ core         a pool of anything: slots and their words, waiters, permits, maintenance, drain
 * </pre>
 *
 * <p>Imports run one way, and {@code ArchitectureTest} holds them: {@code core} and {@code config}
 * import nothing of ours; {@code jdbc} imports {@code core}; {@code postgres} stands on {@code
 * jdbc}, because a PostgreSQL connection is a kind of physical connection, and the handles need not
 * know which kind they forward to; {@code jndi} imports {@code config}; {@code lifecycle} imports
 * {@code core} and {@code jndi}; {@code observe} imports {@code core}. Nobody imports this package.
 *
 * <h2>The life of a connection</h2>
 *
 * A borrower claims an idle slot by one compare-and-set of its word. The pool looks at the
 * connection's socket: an idle backend says nothing, so silence means alive, and nothing is sent.
 * If no slot is idle, the borrower joins the waiters, and the pool's own threads open connections,
 * side by side. A handle is made for the loan. When it is closed, the handle is dead and the slot
 * is RETURNING: its statements close, an open transaction rolls back, and what was changed through
 * JDBC is put back (nothing is sent where nothing was changed). Then the loan is over, and the slot
 * is idle, or handed to the waiter whose turn it is. One thread for each pool looks about once a
 * second for what is idle for long, old, or lent for long, and cuts what the pool's own calls hold
 * for too long.
 *
 * <h2>The life of a pool</h2>
 *
 * A lookup builds a {@code SluiceDataSource}, which opens nothing. The first borrow begins a {@code
 * PoolRun}. A pool of an application runs until that application ends. A pool of the server is
 * shared: when an application ends, what it holds is taken back; when the last one ends, the run
 * drains and the pool stands dormant until somebody borrows again.
 */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
