package dev.sluice.core;

import org.jspecify.annotations.Nullable;

/**
 * Whoever a resource was lent to when somebody looked; the loan may be over since.
 *
 * @param loan which loan of the slot it is
 * @param client on whose behalf the borrower borrowed
 * @param borrower the thread that borrowed
 * @param borrowedAt made where the borrow happened, or null where that was not recorded
 * @param returning whether the resource was given back, and is being cleaned up
 */
public record Holder(
    long loan, Client client, Thread borrower, @Nullable Throwable borrowedAt, boolean returning) {}
