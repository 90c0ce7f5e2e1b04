package dev.sluice.jndi;

import dev.sluice.config.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The pools that lookups have built, by owner and settings: most servers call the factory at every
 * lookup, and the same settings must give the same pool. Thread-safe.
 *
 * <p>An application's class loader is held weakly, and after its end it is remembered, so that a
 * late lookup (Jetty and Tomcat make some after {@code contextDestroyed}) builds nothing.
 *
 * @param <P> the pool; it must not refer to its owner's class loader strongly
 */
public final class PoolRegistry<P> {
  private final Predicate<P> closed;

  /** Guarded by this. */
  private final Map<ClassLoader, Map<Settings, P>> ofApplications = new WeakHashMap<>();

  /** Guarded by this. */
  private final Map<Settings, P> ofServer = new HashMap<>();

  /** Guarded by this. */
  private final Set<ClassLoader> gone = Collections.newSetFromMap(new WeakHashMap<>());

  /** Whether whoever brought these classes has ended. Guarded by this. */
  private boolean ended;

  /**
   * An empty registry.
   *
   * @param closed tells whether a pool has been closed, so that the next lookup needs another
   */
  public PoolRegistry(Predicate<P> closed) {
    this.closed = closed;
  }

  /**
   * The owner's pool with these settings, built if there is none.
   *
   * @param make builds a pool; it is called under the registry's lock and must open nothing
   * @throws OwnerGoneException if the owner is an application that has ended, or if whoever brought
   *     these classes has
   */
  public synchronized P lookup(Owner owner, Settings settings, Function<Settings, P> make) {
    if (ended) {
      throw new OwnerGoneException();
    }
    Map<Settings, P> pools = ofServer;
    if (owner instanceof Owner.Application application) {
      if (gone.contains(application.loader())) {
        throw new OwnerGoneException();
      }
      pools = ofApplications.computeIfAbsent(application.loader(), loader -> new HashMap<>());
    }
    P pool = pools.get(settings);
    if (pool == null || closed.test(pool)) {
      pool = make.apply(settings);
      pools.put(settings, pool);
    }
    return pool;
  }

  /** Forgets an application. Returns the pools that it owned, for the caller to close. */
  public synchronized List<P> applicationGone(ClassLoader application) {
    gone.add(application);
    Map<Settings, P> pools = ofApplications.remove(application);
    return pools == null ? List.of() : List.copyOf(pools.values());
  }

  /** An application starts: if its class loader was another's before, it is no tombstone's now. */
  public synchronized void applicationStarted(ClassLoader application) {
    gone.remove(application);
  }

  /** Builds no pool any more, for nobody, until {@link #begin}. Returns all pools. */
  public synchronized List<P> end() {
    ended = true;
    return all();
  }

  /** Builds pools again. */
  public synchronized void begin() {
    ended = false;
  }

  /** Whether this application has ended. */
  public synchronized boolean isGone(ClassLoader application) {
    return gone.contains(application);
  }

  /** The pools that belong to the server. */
  public synchronized List<P> ofServer() {
    return List.copyOf(ofServer.values());
  }

  /** All pools. */
  public synchronized List<P> all() {
    List<P> all = new ArrayList<>(ofServer.values());
    ofApplications.values().forEach(pools -> all.addAll(pools.values()));
    return all;
  }
}
