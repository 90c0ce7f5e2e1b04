package dev.sluice.servers.payara;

import dev.sluice.servers.ServerDeclared;

/** The server declares the pools: post-boot commands, on Payara Micro. */
class PayaraServerWideIT extends ServerDeclared {
  PayaraServerWideIT() {
    super(new Payara());
  }
}
