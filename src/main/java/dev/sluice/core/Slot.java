package dev.sluice.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The place in the pool that one resource lives in.
 *
 * <p>Ownership: while the slot's bit in {@link IdleBits} is set nobody owns it; whoever clears the
 * bit owns it. Clearing and setting the bit order all plain fields between one owner and the next.
 *
 * <table>
 * <caption>Transitions of the phase</caption>
 * <tr><th>from</th><th>to</th><th>by</th></tr>
 * <tr><td>EMPTY</td><td>CONNECTING</td><td>a permit taken, under the lock</td></tr>
 * <tr><td>CONNECTING</td><td>LIVE</td><td>a resource opened</td></tr>
 * <tr><td>CONNECTING</td><td>EMPTY</td><td>opening failed: the permit is back</td></tr>
 * <tr><td>LIVE</td><td>MAINTENANCE</td><td>claimed by maintenance, or returned for it</td></tr>
 * <tr><td>MAINTENANCE</td><td>LIVE</td><td>published again</td></tr>
 * <tr><td>LIVE, MAINTENANCE</td><td>CLOSING</td><td>the owner gave it up</td></tr>
 * <tr><td>CLOSING</td><td>EMPTY</td><td>closed: the permit is back</td></tr>
 * </table>
 *
 * @param <R> the resource
 */
public final class Slot<R> {
  /** Where a slot stands. A LIVE slot is idle if its bit is set, otherwise it is lent. */
  enum Phase {
    EMPTY,
    CONNECTING,
    LIVE,
    MAINTENANCE,
    CLOSING
  }

  private static final VarHandle HOLDER;

  static {
    try {
      HOLDER = MethodHandles.lookup().findVarHandle(Slot.class, "holder", Holder.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int index;

  /** Written by the owner while CONNECTING and CLOSING; read by the owner, and by a drain. */
  private volatile @Nullable R resource;

  /** Written by the owner; anybody may read it, and it may have changed by then. */
  volatile Phase phase = Phase.EMPTY;

  /** Written by the borrower with release order; read by drains, reports and maintenance. */
  @SuppressWarnings("UnusedVariable") // through HOLDER
  private @Nullable Holder holder;

  /**
   * How often this slot was lent. Written by the borrower; read by anybody, who may see it late.
   */
  private long uses;

  /** The suspicion up to which the resource has been tested. Written by the owner. */
  int clearedSuspicion;

  /** Set by maintenance: the borrower's return closes the resource. */
  volatile boolean condemned;

  // What follows is written and read by the maintenance thread alone, save at opening, when the
  // slot is not LIVE yet and maintenance passes it by.

  long expiresAt;
  long quietSince;
  long seenUses;
  long lentSince;
  boolean seenLent;
  long leakReportedAtUse = -1;

  /** When a test in the background last succeeded. Written by the slot's owner. */
  long testedAt;

  /** A successor was asked for. Written by maintenance; withdrawn, under the lock, by a failure. */
  volatile boolean successionRequested;

  Slot(int index) {
    this.index = index;
  }

  /** For tests of the layers above: a slot of no pool. */
  public static <R> Slot<R> detached(R resource) {
    Slot<R> slot = new Slot<>(-1);
    slot.resource = resource;
    return slot;
  }

  /** The resource in this slot. Only for whoever owns the slot. */
  public R resource() {
    return Objects.requireNonNull(resource, "an empty slot was used");
  }

  /** Names who holds the resource, so that a drain and a report can find him. For the borrower. */
  public void holder(Holder newHolder) {
    HOLDER.setRelease(this, newHolder);
  }

  /** Who holds the resource, or null when it is not lent or the borrower has not said yet. */
  public @Nullable Holder holder() {
    return (Holder) HOLDER.getAcquire(this);
  }

  long uses() {
    return uses;
  }

  /** Ends a loan: for the owner, before the slot is published. */
  void loanEnded() {
    uses++;
    HOLDER.setRelease(this, (Holder) null);
  }

  void fill(R opened, int suspicion, long now, long expires) {
    resource = opened;
    clearedSuspicion = suspicion;
    condemned = false;
    expiresAt = expires;
    quietSince = now;
    testedAt = now;
    seenUses = uses;
    seenLent = false;
    successionRequested = false;
    phase = Phase.LIVE;
  }

  void clear() {
    resource = null;
    phase = Phase.EMPTY;
  }

  /** The resource as a drain may see it: null once it is closed. */
  @Nullable R resourceOrNull() {
    return resource;
  }
}
