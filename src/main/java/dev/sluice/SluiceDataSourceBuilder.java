package dev.sluice;

import dev.sluice.config.InvalidSettingsException;
import dev.sluice.config.ParseOptions;
import dev.sluice.config.ReturnReset;
import dev.sluice.config.Settings;
import dev.sluice.observe.Loggers;
import dev.sluice.observe.PoolLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Builds a pool in a program or a test, with the settings that a server's configuration takes, by
 * the same names. Not thread-safe; it may be used again.
 */
public final class SluiceDataSourceBuilder {
  private static final String DEFAULT_NAME = "sluice";

  /** Of those that have a default, only their being written tells that they were meant. */
  private static final Set<String> CONNECTING_BY_DEFAULT =
      Set.of("url", "host", "port", "connectTimeout");

  private static final Logger LOG = Loggers.of(PoolLog.NAME);

  private final Map<String, String> attributes = new LinkedHashMap<>();
  private @Nullable DataSource source;

  SluiceDataSourceBuilder() {}

  /**
   * Sets an attribute, as an administrator would write it. {@link #build()} checks it.
   *
   * @param attribute its name, or an alias of it
   * @param value its value
   * @return this builder
   */
  public SluiceDataSourceBuilder set(String attribute, String value) {
    attributes.put(
        Objects.requireNonNull(attribute, "attribute"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Sets an attribute that takes a number. */
  public SluiceDataSourceBuilder set(String attribute, int value) {
    return set(attribute, Integer.toString(value));
  }

  /** Sets an attribute that takes true or false. */
  public SluiceDataSourceBuilder set(String attribute, boolean value) {
    return set(attribute, Boolean.toString(value));
  }

  /** Sets an attribute that takes a duration. */
  public SluiceDataSourceBuilder set(String attribute, Duration value) {
    return set(attribute, value.toString());
  }

  /** Sets {@code url}. */
  public SluiceDataSourceBuilder url(String url) {
    return set("url", url);
  }

  /** Sets {@code user}. */
  public SluiceDataSourceBuilder user(String user) {
    return set("user", user);
  }

  /** Sets {@code password}. */
  public SluiceDataSourceBuilder password(String password) {
    return set("password", password);
  }

  /** Sets {@code name}. */
  public SluiceDataSourceBuilder name(String name) {
    return set("name", name);
  }

  /** Sets {@code minSize}. */
  public SluiceDataSourceBuilder minSize(int connections) {
    return set("minSize", connections);
  }

  /** Sets {@code maxSize}. */
  public SluiceDataSourceBuilder maxSize(int connections) {
    return set("maxSize", connections);
  }

  /** Sets {@code borrowTimeout}. */
  public SluiceDataSourceBuilder borrowTimeout(Duration timeout) {
    return set("borrowTimeout", timeout);
  }

  /** Sets {@code drainTimeout}. */
  public SluiceDataSourceBuilder drainTimeout(Duration timeout) {
    return set("drainTimeout", timeout);
  }

  /**
   * Takes physical connections from here in place of pgjdbc. What is PostgreSQL's own (the probe,
   * cancelling by the protocol, the session reset) is off then, and where to connect and as whom is
   * the source's own affair: a line in the log names the attributes that have no effect.
   *
   * @param connections where physical connections come from; each call of its {@code getConnection}
   *     must give a new one
   * @return this builder
   */
  public SluiceDataSourceBuilder source(DataSource connections) {
    source = Objects.requireNonNull(connections, "connections");
    return this;
  }

  /**
   * Builds the pool. It opens nothing until the first borrow.
   *
   * @throws InvalidSettingsException if anything is wrong with the attributes; it says all that is
   */
  public SluiceDataSource build() {
    String name = attributes.getOrDefault("name", DEFAULT_NAME);
    ParseOptions options = ParseOptions.ofThisJvm();
    Settings settings =
        Settings.parse(name, attributes, source == null ? options : options.withSourceGiven());
    String shown = Objects.requireNonNullElse(settings.name(), DEFAULT_NAME);
    for (String note : settings.notes()) {
      LOG.log(Level.INFO, () -> shown + ": " + note);
    }
    List<String> unused = source == null ? List.of() : unused(settings);
    if (!unused.isEmpty()) {
      LOG.log(
          Level.INFO,
          () ->
              shown
                  + ": connections come from the given source, so these have no effect: "
                  + String.join(", ", unused));
    }
    return new SluiceDataSource(new PoolPlan(shown, settings, source, false, false));
  }

  private List<String> unused(Settings settings) {
    List<String> unused = new ArrayList<>();
    attributes.keySet().stream().filter(CONNECTING_BY_DEFAULT::contains).forEach(unused::add);
    if (settings.user() != null) {
      unused.add("user");
    }
    if (settings.password() != null) {
      unused.add("password");
    }
    if (settings.passwordFile() != null) {
      unused.add("passwordFile");
    }
    if (settings.applicationName() != null) {
      unused.add("applicationName");
    }
    if (settings.resetOnReturn() == ReturnReset.SESSION) {
      unused.add("resetOnReturn");
    }
    settings.pgProperties().keySet().forEach(property -> unused.add("pg." + property));
    return unused;
  }
}
