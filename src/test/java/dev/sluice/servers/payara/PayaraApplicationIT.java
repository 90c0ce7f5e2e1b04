package dev.sluice.servers.payara;

import dev.sluice.servers.ApplicationDeclared;
import dev.sluice.servers.cases.PoolForEachCases;

/** Each application declares its pool itself: glassfish-resources.xml, on Payara Micro. */
class PayaraApplicationIT extends ApplicationDeclared implements PoolForEachCases {
  PayaraApplicationIT() {
    super(new Payara());
  }
}
