package dev.sluice.servers;

import dev.sluice.testing.TestPostgres;
import java.util.List;

/** The pools that the cases ask for, beside the one that the file declares as it stands. */
public final class Pools {
  /** Every character that some file format, shell or URL gives a meaning to. */
  public static final String DIFFICULT_PASSWORD =
      ":;&<>\"'\\ =%+,#{}|/?@ \u00e4\u00f6\u20ac\u5bc6\u00df:";

  /** Other settings than the file's, under the names that other pools have for them. */
  public static final PoolDeclaration ALIASES =
      PoolDeclaration.named("aliases")
          .without("user")
          .with("username", "app")
          .without("maxSize")
          .with("maxTotal", "3")
          .with("maxWaitMillis", "2000")
          .with("drainTimeout", "100ms")
          .with("connectionInitSqls", "select(set_config('work_mem','5MB',false))")
          .with("defaultTransactionIsolation", "SERIALIZABLE")
          .with("autoCommit", "false")
          .with("readOnly", "true");

  /** A role whose password no format can hold unescaped. */
  public static final PoolDeclaration DIFFICULT =
      PoolDeclaration.named("difficult")
          .with("user", "difficult")
          .with("password", DIFFICULT_PASSWORD);

  /** An attribute that does not exist. */
  public static final PoolDeclaration MISSPELT =
      PoolDeclaration.named("misspelt").with("maxSise", "7");

  /** Two values that are none. */
  public static final PoolDeclaration BAD_VALUE =
      PoolDeclaration.named("bad-value").with("maxSize", "many").with("borrowTimeout", "soon");

  /** A port at which nothing listens. */
  public static final PoolDeclaration UNREACHABLE =
      PoolDeclaration.named("unreachable")
          .with("url", "jdbc:postgresql://127.0.0.1:1/app")
          .with("borrowTimeout", "1s");

  /** A password that is not the role's. */
  public static final PoolDeclaration WRONG_PASSWORD =
      PoolDeclaration.named("wrong-password").with("password", "not-the-password");

  /** Cuts off soon; two connections. */
  public static final PoolDeclaration SMALL =
      PoolDeclaration.named("small").with("maxSize", "2").with("drainTimeout", "1s");

  private Pools() {}

  /** All of them. */
  public static List<PoolDeclaration> all() {
    return List.of(ALIASES, DIFFICULT, MISSPELT, BAD_VALUE, UNREACHABLE, WRONG_PASSWORD, SMALL);
  }

  /** Makes what they need on the database's server. */
  static void prepare(TestPostgres postgres) {
    postgres.askForPasswords("app", "difficult");
    postgres.execute("drop role if exists difficult");
    postgres.execute(
        "create role difficult login password '" + DIFFICULT_PASSWORD.replace("'", "''") + "'");
  }
}
