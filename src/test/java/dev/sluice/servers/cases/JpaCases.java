package dev.sluice.servers.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.ConformanceCase;
import dev.sluice.servers.Pools;
import dev.sluice.servers.ProbeClient;
import dev.sluice.servers.ServerStage;
import dev.sluice.servers.jpa.JpaServlet;
import org.junit.jupiter.api.Test;

@ConformanceCase(
    number = 11,
    value = "JPA creates, queries and rolls back over the resource as `non-jta-data-source`")
public interface JpaCases extends ServerStage {
  @Test
  default void jpaWorksOverTheResourceAsANonJtaDataSource() {
    postgres().execute("drop table if exists account");
    postgres().execute("create table account (id text primary key, balance bigint not null)");
    postgres().execute("alter table account owner to app");
    ProbeClient probe =
        probe(
            "jpa",
            Pools.SMALL,
            archive ->
                kind()
                    .withPersistenceUnit(kind().withJpaProvider(archive))
                    .addPackage(JpaServlet.class.getPackage()));

    probe.get("/jpa/create?id=kept");
    assertThat(sessions(Pools.SMALL).count()).isPositive();
    assertThat(probe.get("/jpa/create-and-roll-back?id=undone")).isEqualTo("2 within");
    assertThat(probe.get("/jpa/ids")).isEqualTo("[kept]");

    goes("jpa");
    assertNothingIsLeftOf(Pools.SMALL);
  }
}
