package dev.sluice.jndi;

import dev.sluice.config.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pools that lookups have built, by owner, resource and settings: most servers call the factory
 * at every lookup, and the same resource must give the same pool; two resources are two pools, also
 * with equal settings. Closed pools are forgotten. Thread-safe.
 *
 * <p>An application's class loader is held weakly, and after its end it is remembered, so that a
 * late lookup (Jetty and Tomcat make some after {@code contextDestroyed}) builds nothing.
 *
 * @param <P> the pool; it must not refer to its owner's class loader strongly
 */
public final class PoolRegistry<P> {
  /**
   * What tells a pool from the others of its owner. With {@code equals} by hand: JDK 17 keeps the
   * last class for which it has made a record's, with its class loader.
   */
  private record Key(String resource, Settings settings) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && resource.equals(that.resource)
          && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
      return 31 * resource.hashCode() + settings.hashCode();
    }
  }

  /** Builds a pool. It opens nothing. */
  public interface Maker<P> {
    /**
     * Builds one.
     *
     * @param twin another resource of the same owner with equal settings, or null
     */
    P make(Settings settings, @Nullable String twin);
  }

  private final Predicate<P> closed;

  /** Guarded by this. */
  private final Map<ClassLoader, Map<Key, P>> ofApplications = new WeakHashMap<>();

  /** Guarded by this. */
  private final Map<Key, P> ofServer = new HashMap<>();

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
   * The owner's pool for a resource with these settings, built if there is none.
   *
   * @param resource what tells the resource from others of its owner
   * @param make builds a pool; it is called under the registry's lock and must open nothing
   * @throws OwnerGoneException if the owner is an application that has ended, or if whoever brought
   *     these classes has
   */
  public synchronized P lookup(Owner owner, String resource, Settings settings, Maker<P> make) {
    if (ended) {
      throw new OwnerGoneException();
    }
    Map<Key, P> pools = ofServer;
    if (owner instanceof Owner.Application application) {
      if (gone.contains(application.loader())) {
        throw new OwnerGoneException();
      }
      pools = ofApplications.computeIfAbsent(application.loader(), loader -> new HashMap<>());
    }
    pools.values().removeIf(closed);
    Key key = new Key(resource, settings);
    P pool = pools.get(key);
    if (pool == null) {
      pool = make.make(settings, twin(pools, key));
      pools.put(key, pool);
    }
    return pool;
  }

  private static <P> @Nullable String twin(Map<Key, P> pools, Key of) {
    for (Key each : pools.keySet()) {
      if (each.settings().equals(of.settings())) {
        return each.resource();
      }
    }
    return null;
  }

  /** A pool was closed: it is nobody's any more. */
  public synchronized void forget(P pool) {
    ofServer.values().remove(pool);
    ofApplications.values().forEach(pools -> pools.values().remove(pool));
  }

  /** Forgets an application. Returns the pools that it owned, for the caller to close. */
  public synchronized List<P> applicationGone(ClassLoader application) {
    gone.add(application);
    Map<Key, P> pools = ofApplications.remove(application);
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
