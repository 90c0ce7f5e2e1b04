package dev.sluice.lifecycle;

import dev.sluice.core.Client;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The applications that use a pool which belongs to none of them, each as a client of its own, so
 * that a loan tells whose it is. Thread-safe; finding a known user takes no lock.
 */
public final class Users {
  /** A user that may not use the pool. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private record User(WeakReference<ClassLoader> loader, Client client) {}

  private final Client server;

  /** Set under this, once. */
  private boolean retired;

  /** Replaced as a whole, under this; read without it. Few entries. */
  private volatile List<User> users = List.of();

  /**
   * No users yet.
   *
   * @param server on whose behalf threads borrow that belong to no application
   */
  public Users(Client server) {
    this.server = server;
  }

  /**
   * The client that the application is whose thread this is.
   *
   * @param context the thread's context class loader, or null
   * @return null after {@link #retire()}, for whoever was not a user before
   * @throws RefusedException if the application has been undeployed, or if these classes belong to
   *     another application
   */
  public @Nullable Client clientOf(@Nullable ClassLoader context) throws RefusedException {
    ClassLoader own = Users.class.getClassLoader();
    if (context == null || context == own) {
      return server;
    }
    for (User user : users) {
      if (user.loader().refersTo(context)) {
        return user.client();
      }
    }
    return newcomer(context, Objects.requireNonNull(own));
  }

  /**
   * Lets an application in. Asked before a dormant pool wakes, so that whoever may not use it wakes
   * nothing.
   *
   * @param context the context class loader of its thread, or null
   * @throws RefusedException as {@link #clientOf}
   */
  public static void admit(@Nullable ClassLoader context) throws RefusedException {
    ClassLoader own = Objects.requireNonNull(Users.class.getClassLoader());
    if (isOfTheServer(context, own)) {
      return;
    }
    for (ClassLoader loader = context; loader != null; loader = loader.getParent()) {
      // Also a class loader that the application made itself.
      if (Applications.registry().isGone(loader)) {
        throw new RefusedException("the application was undeployed");
      }
    }
    String bringer = Applications.broughtBy();
    if (bringer != null && !ClassLoaders.descends(Objects.requireNonNull(context), own)) {
      throw new RefusedException(MisplacedJarException.message(null, bringer));
    }
  }

  private static boolean isOfTheServer(@Nullable ClassLoader context, ClassLoader own) {
    return context == null || context == own || ClassLoaders.descends(own, context);
  }

  private synchronized @Nullable Client newcomer(ClassLoader context, ClassLoader own)
      throws RefusedException {
    if (isOfTheServer(context, own)) {
      return server;
    }
    admit(context);
    if (retired) {
      return null;
    }
    List<User> more = new ArrayList<>();
    Client client = null;
    for (User user : users) {
      ClassLoader loader = user.loader().get();
      if (loader != null) {
        more.add(user);
        if (loader == context || ClassLoaders.descends(context, loader)) {
          // A class loader that the application made itself: it is the same user.
          client = user.client();
        }
      }
    }
    if (client == null) {
      client = new Client();
    }
    more.add(new User(new WeakReference<>(context), client));
    users = List.copyOf(more);
    return client;
  }

  /**
   * Forgets an application, with the class loaders that it made itself.
   *
   * @return the clients that it was: none if it was no user, and more than one if a class loader of
   *     its own came before it
   */
  public synchronized Set<Client> remove(ClassLoader application) {
    Set<Client> clients = new LinkedHashSet<>();
    for (User user : users) {
      ClassLoader loader = user.loader().get();
      if (loader != null && (loader == application || ClassLoaders.descends(loader, application))) {
        clients.add(user.client());
      }
    }
    List<User> rest = new ArrayList<>();
    for (User user : users) {
      if (!clients.contains(user.client()) && !user.loader().refersTo(null)) {
        rest.add(user);
      }
    }
    users = List.copyOf(rest);
    return clients;
  }

  /**
   * Takes no more users, if there is none.
   *
   * @return whether there was none
   */
  public synchronized boolean retire() {
    retired |= isEmpty();
    return retired;
  }

  /**
   * Forgets applications whose class loaders were collected: of deployments that failed nobody
   * hears the end.
   *
   * @return whether there were some, and nobody is left
   */
  public boolean lastWasCollected() {
    boolean some = false;
    for (User user : users) {
      some |= user.loader().refersTo(null);
    }
    return some && forgetCollected();
  }

  private synchronized boolean forgetCollected() {
    users = users.stream().filter(user -> !user.loader().refersTo(null)).toList();
    return users.isEmpty();
  }

  /** For tests: how many class loaders are known. */
  int count() {
    return users.size();
  }

  /** Whether no application uses the pool. */
  public boolean isEmpty() {
    return users.isEmpty();
  }
}
