package dev.sluice.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the methods of a type hold, for the README's table. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ConformanceCase {
  /** The row's place in the table. */
  int number();

  /** What an administrator may expect, in one sentence without a full stop. */
  String value();
}
