/**
 * Everything that knows PostgreSQL's driver: connecting, the probe, session reset, cancel,
 * SQLSTATEs.
 *
 * <p>{@link dev.sluice.postgres.PgConnector} opens a connection as a {@link
 * dev.sluice.postgres.ConnectSpec} says and returns a {@link
 * dev.sluice.postgres.PgPhysicalConnection}, or fails with a {@link
 * dev.sluice.postgres.ConnectFailure} that says whether trying again can help. The driver reads and
 * writes through a {@link dev.sluice.postgres.ProbeSocket}, which is how the pool can look at an
 * idle connection without a round trip, and how every exchange that the pool itself starts ends
 * within its time. {@link dev.sluice.postgres.AdaptiveSpin} tells it whether to look for an answer
 * before it sleeps.
 *
 * <p>May import {@code core}, {@code config} and {@code jdbc}. Never uses {@code DriverManager},
 * never starts a thread, never logs: what an administrator should know goes to the {@code notes}
 * that a connector was given, and into exceptions. Never keeps a password.
 *
 * <p>{@link dev.sluice.postgres.ProbeSocketFactory} is instantiated by the driver by its name, so
 * this package must be open to reflection of its public constructors by {@code
 * org.postgresql.jdbc}, that is, exported to it.
 */
@NullMarked
package dev.sluice.postgres;

import org.jspecify.annotations.NullMarked;
