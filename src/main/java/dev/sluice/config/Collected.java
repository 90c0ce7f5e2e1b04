package dev.sluice.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a resource's attributes so far: values, problems, notes, and the secrets that
 * none of these may show. Lives through one parsing, in one thread.
 */
final class Collected {
  /** A shorter secret is found in too many innocent words to be hidden wherever it shows. */
  private static final int SHORTEST_HIDDEN = 3;

  private final Map<Attribute<?>, List<Given<?>>> attributes = new LinkedHashMap<>();
  private final Map<String, List<Given<String>>> pgProperties = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<Attribute<?>> failed = new LinkedHashSet<>();
  private final Set<String> secrets = new LinkedHashSet<>();

  void secret(String text) {
    if (text.length() >= SHORTEST_HIDDEN) {
      secrets.add(text);
      secrets.add(text.strip());
    }
  }

  void problem(String attribute, @Nullable String given, String rule, @Nullable String nearest) {
    problems.add(new Problem(Shown.line(attribute), given, rule, nearest));
  }

  void note(String attribute, String text) {
    notes.add(Shown.line(attribute) + ": " + text);
  }

  /** Remembers that an attribute was written and has no value for it: it is no use to check it. */
  void failed(Attribute<?> attribute) {
    failed.add(attribute);
  }

  boolean anyFailed(Attribute<?>... which) {
    return List.of(which).stream().anyMatch(failed::contains);
  }

  /** Reads a text as the value of an attribute. */
  <T> void read(Attribute<T> attribute, String as, String raw, Reading.Reader<T> reader) {
    Kind<T> kind = attribute.kind();
    String text = attribute.secret() ? raw : raw.strip();
    if (attribute.secret()) {
      secret(raw);
    }
    if (text.isEmpty()) {
      if (!kind.emptyIsUnset()) {
        failed(attribute);
        problem(as, "", "is empty; leave it out, or write " + kind.allowed(), null);
      }
      return;
    }
    Reading<T> reading = reader.read(text);
    if (reading instanceof Reading.Value<T> v) {
      Reading<T> checked = kind.check(v.value());
      if (checked instanceof Reading.Value<T>) {
        give(attribute, as, v.value(), v.weak());
        if (v.note() != null) {
          note(as, v.note());
        }
        return;
      }
      reading = checked;
    }
    if (reading instanceof Reading.Refused<T> refused) {
      failed(attribute);
      boolean hidden = attribute.secret() || kind instanceof UrlKind;
      problem(as, hidden ? null : Shown.value(text), refused.rule(), null);
    }
  }

  <T> void give(Attribute<T> attribute, String as, T value, boolean weak) {
    attributes.computeIfAbsent(attribute, a -> new ArrayList<>()).add(new Given<>(as, value, weak));
  }

  void givePg(String property, String as, String value) {
    pgProperties
        .computeIfAbsent(property, p -> new ArrayList<>())
        .add(new Given<>(as, value, false));
  }

  /** What was given for an attribute, in the order in which it was found. */
  @SuppressWarnings("unchecked") // give() is the only writer, and typed
  <T> List<Given<T>> of(Attribute<T> attribute) {
    return (List<Given<T>>) (List<?>) attributes.getOrDefault(attribute, List.of());
  }

  boolean given(Attribute<?> attribute) {
    return !of(attribute).isEmpty();
  }

  /** Forgets some of what was given. */
  <T> boolean withdraw(Attribute<T> attribute, Predicate<Given<T>> which) {
    return given(attribute) && of(attribute).removeIf(which);
  }

  /** The one value of an attribute, or null; values that contradict each other are a problem. */
  <T> @Nullable T one(Attribute<T> attribute) {
    Given<T> one = one(of(attribute), attribute.kind(), attribute.secret());
    return one == null ? null : one.value();
  }

  /** The properties of pgjdbc, each with its one value. */
  Map<String, String> pgProperties() {
    Map<String, String> result = new TreeMap<>();
    pgProperties.forEach(
        (name, all) -> {
          PgProperty property = PgProperties.named(name);
          boolean secret =
              property == null
                  || !(property.use() instanceof PgProperty.Allowed allowed)
                  || allowed.secret();
          Given<String> one = one(all, PgValues.TEXT, secret);
          if (one != null) {
            result.put(name, one.value());
          }
        });
    return result;
  }

  private <T> @Nullable Given<T> one(List<Given<T>> all, Kind<T> kind, boolean secret) {
    if (all.isEmpty()) {
      return null;
    }
    List<Given<T>> strong = all.stream().filter(g -> !g.weak()).toList();
    Given<T> one = strong.isEmpty() ? all.get(0) : strong.get(0);
    if (strong.stream().anyMatch(g -> !g.value().equals(one.value()))) {
      String names = strong.stream().map(Given::as).distinct().collect(Collectors.joining(" and "));
      String values =
          strong.stream().map(g -> kind.show(g.value())).collect(Collectors.joining(" and "));
      problem(
          names,
          secret ? null : Shown.value(values),
          "say different things of the same; leave only one of them",
          null);
    }
    for (Given<T> weak : all) {
      if (weak.weak() && !weak.value().equals(one.value())) {
        note(weak.as(), "is not used, since " + one.as() + " says it");
      }
    }
    return one;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** The problems, with no secret in any of them. */
  List<Problem> problems() {
    return problems.stream().map(this::withoutSecrets).toList();
  }

  private Problem withoutSecrets(Problem p) {
    boolean inName = holdsSecret(p.attribute());
    boolean inValue = p.given() != null && holdsSecret(p.given());
    return new Problem(
        inName ? "(an attribute whose name holds a secret)" : p.attribute(),
        inName || inValue ? null : p.given(),
        p.rule(),
        p.nearest());
  }

  private boolean holdsSecret(String text) {
    return secrets.stream().anyMatch(secret -> !secret.isEmpty() && text.contains(secret));
  }
}
