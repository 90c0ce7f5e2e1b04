package dev.sluice.servers.payara;

import dev.sluice.servers.ServerDeclared;
import dev.sluice.servers.cases.PlatformThreadCases;

/** The server declares the pools: post-boot commands, on Payara Micro. */
class PayaraServerWideIT extends ServerDeclared implements PlatformThreadCases {
  PayaraServerWideIT() {
    super(new Payara());
  }
}
