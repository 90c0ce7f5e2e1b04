package dev.sluice.servers;

import java.util.List;

/**
 * What a server's adapter for Arquillian can't do. The cases run in another way; it stands here,
 * and from here in the README.
 *
 * @param server that the adapter is for
 * @param reason what the adapter does
 * @param instead how the cases run
 */
record AdapterLimit(TestedServer server, String reason, String instead) {
  /** All that are known. */
  static final List<AdapterLimit> ALL =
      List.of(
          new AdapterLimit(
              TestedServer.PAYARA_MICRO,
              "Arquillian's adapter starts a server for each deployment and undeploys by ending it.",
              "The first row runs by the adapter, too; all rows run on a server that the tests start"
                  + " themselves."),
          new AdapterLimit(
              TestedServer.JETTY_12,
              "Arquillian's adapter runs Jetty 12.0 in the process of the tests, and what it has"
                  + " undeployed it can't deploy again.",
              "The first row and the fourth run by the adapter, too; all rows run on a server that"
                  + " the tests start themselves."),
          new AdapterLimit(
              TestedServer.LIBERTY,
              "Arquillian's adapter declares an application, and no pool beside it.",
              "Where an application has a pool of its own, the tests copy the WAR and the"
                  + " declaration as an administrator does."));

  @Override
  public String toString() {
    return server + ": " + reason + " " + instead;
  }
}
