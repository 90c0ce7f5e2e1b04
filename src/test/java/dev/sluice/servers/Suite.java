package dev.sluice.servers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What goes on around each case of a class.
 *
 * <p>Deploying is dear: the application {@code app} stays for the next case unless the case is
 * about its going. Whatever else a case deploys goes after it.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class Suite implements Stage {
  /** The applications that are there, each with its pool. */
  final Map<String, PoolDeclaration> deployed = new HashMap<>();

  @BeforeAll
  void theRolesOfThePools() {
    Pools.prepare(postgres());
  }

  @BeforeEach
  void anEmptyTable() {
    written().prepare();
  }

  @AfterEach
  protected void whatACaseDeployedGoes() {
    List.copyOf(deployed.keySet()).stream().filter(name -> !name.equals("app")).forEach(this::goes);
  }
}
