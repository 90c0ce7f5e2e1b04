package dev.sluice.core;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Hand-made resources that count what is done to them. */
final class TestPolicy implements ResourcePolicy<TestPolicy.Thing> {

  /** A resource that knows whether it is used rightly. */
  static final class Thing {
    final int number;
    final AtomicInteger users = new AtomicInteger();
    final AtomicInteger tests = new AtomicInteger();
    volatile boolean dead;
    volatile boolean open = true;
    volatile boolean cancelled;
    volatile boolean cut;
    volatile String revoked;

    Thing(int number) {
      this.number = number;
    }

    @Override
    public String toString() {
      return "thing " + number;
    }
  }

  /** Fails to open for good. */
  static final class Hopeless extends Exception implements ResourcePolicy.OpenFailure {
    private static final long serialVersionUID = 1L;

    Hopeless(String message) {
      super(message);
    }

    @Override
    public boolean permanent() {
      return true;
    }
  }

  final AtomicInteger numbers = new AtomicInteger();
  final AtomicInteger opening = new AtomicInteger();
  final AtomicInteger mostOpening = new AtomicInteger();
  final AtomicInteger mostOpen = new AtomicInteger();
  final Set<Thing> open = ConcurrentHashMap.newKeySet();
  final Queue<Thing> all = new ConcurrentLinkedQueue<>();
  volatile Callable<Void> onOpen = () -> null;
  volatile Verdict verdictOfTheLiving = Verdict.LEND;
  volatile Callable<Boolean> onRefresh = () -> true;

  @Override
  public Thing open() throws Exception {
    mostOpening.accumulateAndGet(opening.incrementAndGet(), Math::max);
    try {
      onOpen.call();
      Thing thing = new Thing(numbers.incrementAndGet());
      open.add(thing);
      all.add(thing);
      mostOpen.accumulateAndGet(open.size(), Math::max);
      return thing;
    } finally {
      opening.decrementAndGet();
    }
  }

  @Override
  public Verdict look(Thing thing) {
    return thing.dead ? Verdict.DISCARD : verdictOfTheLiving;
  }

  @Override
  public boolean test(Thing thing, long timeoutNanos) {
    thing.tests.incrementAndGet();
    return !thing.dead;
  }

  @Override
  public boolean refresh(Thing thing) {
    try {
      return onRefresh.call();
    } catch (Exception e) {
      return false;
    }
  }

  @Override
  public void cancel(Thing thing) {
    thing.cancelled = true;
  }

  @Override
  public void cut(Thing thing) {
    thing.cut = true;
  }

  @Override
  public void revoked(Thing thing, String reason) {
    thing.revoked = reason;
  }

  @Override
  public void close(Thing thing, boolean broken) {
    thing.open = false;
    open.remove(thing);
  }
}
