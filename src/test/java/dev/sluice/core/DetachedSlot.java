package dev.sluice.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A slot of no pool, in use, that writes down how its loan ends. For tests of the layers above. */
public final class DetachedSlot<R> implements Returns<R> {
  public final List<String> ends = new CopyOnWriteArrayList<>();
  public final List<Throwable> suspicions = new CopyOnWriteArrayList<>();
  public volatile Throwable cause;
  private final SlotWords words = new SlotWords(1);
  private final Slot<R> slot = new Slot<>(0, words, this);

  public DetachedSlot(R resource) {
    slot.fill(resource, 0, 0, 0);
    lend();
  }

  public Slot<R> slot() {
    return slot;
  }

  /** Makes the slot somebody's again. */
  public void lend() {
    if (words.state(0) == SlotWords.CLOSING) {
      words.emptied(0);
    }
    if (words.state(0) == SlotWords.EMPTY) {
      words.beginConnecting(0);
      words.pass(0, SlotWords.IN_USE);
    } else {
      words.claim(0);
    }
  }

  /** What the pool does when it takes a resource back. */
  public boolean cutOff(long loan) {
    return words.endLoan(0, loan, SlotWords.CLOSING) != SlotWords.OVER;
  }

  @Override
  public boolean releaseUnused(Slot<R> mine, long loan) {
    if (!words.releaseUnused(0, loan)) {
      return false;
    }
    ends.add("releaseUnused");
    return true;
  }

  @Override
  public void release(Slot<R> mine, long loan) {
    if (words.release(0, loan)) {
      ends.add("release");
    }
  }

  @Override
  public void refresh(Slot<R> mine, long loan) {
    if (words.endLoan(0, loan, SlotWords.MAINTENANCE) != SlotWords.OVER) {
      ends.add("refresh");
      words.pass(0, SlotWords.IDLE);
    }
  }

  @Override
  public void discard(Slot<R> mine, long loan, Throwable why) {
    if (words.endLoan(0, loan, SlotWords.CLOSING) != SlotWords.OVER) {
      cause = why;
      ends.add("discard");
    }
  }

  @Override
  public void suspectOthers(Throwable why) {
    suspicions.add(why);
  }
}
