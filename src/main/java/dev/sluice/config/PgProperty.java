package dev.sluice.config;

/**
 * One connection property of pgjdbc and what may be done with it.
 *
 * @param name pgjdbc's name, in its exact case
 * @param use whether it may be given, and how
 */
public record PgProperty(String name, Use use) {

  /** What may be done with a property. */
  public sealed interface Use {
    /** In words, for the README. */
    String text();
  }

  /** It may be given. */
  record Allowed(Kind<String> kind, boolean secret) implements Use {
    @Override
    public String text() {
      return kind.allowed();
    }
  }

  /** An attribute of ours is in its place; elsewhere than under {@code pg.} it is read as that. */
  record Owned<T>(Attribute<T> attribute, Reading.Reader<T> reader) implements Use {
    @Override
    public String text() {
      return "use the attribute " + attribute.name();
    }
  }

  /** The pool sets it itself. */
  record SetByPool(String text) implements Use {}

  /** It is refused, unless the administrator of the JVM allows it by its name. */
  record Refused(String text) implements Use {}
}
