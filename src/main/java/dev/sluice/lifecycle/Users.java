package dev.sluice.lifecycle;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The applications that use a pool which belongs to none of them, each with its own desk, so that a
 * loan tells whose it is. Thread-safe; finding a known user takes no lock.
 *
 * @param <D> the desk
 */
public final class Users<D> {
  /** A user that may not use the pool. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  private record User<D>(WeakReference<ClassLoader> loader, D desk) {}

  private final Supplier<D> desks;
  private final D serverDesk;

  /** Set under this, once. */
  private boolean retired;

  /** Replaced as a whole, under this; read without it. Few entries. */
  private volatile List<User<D>> users = List.of();

  /**
   * No users yet.
   *
   * @param desks makes a desk for each application
   * @param serverDesk the desk of threads that belong to no application
   */
  public Users(Supplier<D> desks, D serverDesk) {
    this.desks = desks;
    this.serverDesk = serverDesk;
  }

  /**
   * The desk of the application whose thread this is.
   *
   * @param context the thread's context class loader, or null
   * @return null after {@link #retire()}, for whoever was not a user before
   * @throws RefusedException if the application has been undeployed, or if these classes belong to
   *     another application
   */
  public @Nullable D deskOf(@Nullable ClassLoader context) throws RefusedException {
    ClassLoader own = Users.class.getClassLoader();
    if (context == null || context == own) {
      return serverDesk;
    }
    for (User<D> user : users) {
      if (user.loader().refersTo(context)) {
        return user.desk();
      }
    }
    return newcomer(context, Objects.requireNonNull(own));
  }

  /**
   * Lets an application in. Asked before a dormant pool wakes, so that whoever may not use it wakes
   * nothing.
   *
   * @param context the context class loader of its thread, or null
   * @throws RefusedException as {@link #deskOf}
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

  private synchronized @Nullable D newcomer(ClassLoader context, ClassLoader own)
      throws RefusedException {
    if (isOfTheServer(context, own)) {
      return serverDesk;
    }
    admit(context);
    if (retired) {
      return null;
    }
    List<User<D>> more = new ArrayList<>();
    D desk = null;
    for (User<D> user : users) {
      ClassLoader loader = user.loader().get();
      if (loader != null) {
        more.add(user);
        if (loader == context || ClassLoaders.descends(context, loader)) {
          // A class loader that the application made itself: it is the same user.
          desk = user.desk();
        }
      }
    }
    if (desk == null) {
      desk = desks.get();
    }
    more.add(new User<>(new WeakReference<>(context), desk));
    users = List.copyOf(more);
    return desk;
  }

  /**
   * Forgets an application, with the class loaders that it made itself.
   *
   * @return its desks: none if it was no user, and more than one if a class loader of its own came
   *     before it
   */
  public synchronized Set<D> remove(ClassLoader application) {
    Set<D> desks = new LinkedHashSet<>();
    for (User<D> user : users) {
      ClassLoader loader = user.loader().get();
      if (loader != null && (loader == application || ClassLoaders.descends(loader, application))) {
        desks.add(user.desk());
      }
    }
    List<User<D>> rest = new ArrayList<>();
    for (User<D> user : users) {
      if (!desks.contains(user.desk()) && !user.loader().refersTo(null)) {
        rest.add(user);
      }
    }
    users = List.copyOf(rest);
    return desks;
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

  /** Whether no application uses the pool. */
  public boolean isEmpty() {
    return users.isEmpty();
  }
}
