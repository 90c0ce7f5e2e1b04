package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/**
 * Whoever a resource was lent to when somebody looked; the loan may have ended since.
 *
 * @param loan which loan of the slot it is
 * @param client on whose behalf the borrower borrowed, as he said
 * @param borrower the thread that borrowed
 * @param borrowedAt made where the borrow happened, or null where that was not recorded
 */
public record Holder(long loan, Object client, Thread borrower, @Nullable Throwable borrowedAt) {}
