package dev.sluice.jdbc;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What each borrower finds on its connection.
 *
 * @param autoCommit whether each statement is its own transaction
 * @param readOnly whether transactions are read-only
 * @param isolation one of the {@code TRANSACTION_} constants of {@link Connection}, or null for the
 *     server's own default
 * @param schema the schema put first in the search path, or null for the server's own search path
 */
public record SessionDefaults(
    boolean autoCommit, boolean readOnly, @Nullable Integer isolation, @Nullable String schema) {}
