/**
 * What an application holds, and what it stands for.
 *
 * <p>A {@link dev.sluice.jdbc.PhysicalConnection} is one connection of the driver; it knows what
 * its borrower changed and undoes it. A {@link dev.sluice.jdbc.ConnectionHandle} stands for it
 * during one loan, and everything that JDBC makes from a connection comes as a handle too, so that
 * nothing leads past the end of the loan. Forwarding is generated into {@code Forwarding…} classes
 * at build time; what differs is written by hand in the {@code …Handle} classes that extend them.
 *
 * <p>The generated classes stand below the handle that they forward for: {@code
 * ForwardingPreparedStatement} extends {@code StatementHandle}, and so on, so that a method is
 * forwarded in one place.
 *
 * <p>May import {@code core} and {@code config}. Knows no pool, only the {@link
 * dev.sluice.core.Slot} where a loan ends; knows no particular driver; logs nothing.
 */
@NullMarked
package dev.sluice.jdbc;

import org.jspecify.annotations.NullMarked;
