package dev.sluice.bench.stub;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;

/** Makes a class of an abstract one: each method that is left does nothing. */
final class Blank {
  private Blank() {}

  /** The constructor without parameters of a class that completes {@code template}. */
  static MethodHandle complete(Class<?> template, MethodHandles.Lookup lookup) {
    try {
      Class<?> complete =
          new ByteBuddy()
              .subclass(template)
              .name(template.getName() + "Complete")
              .method(isAbstract())
              .intercept(StubMethod.INSTANCE)
              .make()
              .load(template.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(lookup))
              .getLoaded();
      return lookup
          .findConstructor(complete, MethodType.methodType(void.class))
          .asType(MethodType.methodType(template));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
