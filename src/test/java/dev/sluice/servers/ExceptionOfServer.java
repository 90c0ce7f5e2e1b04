package dev.sluice.servers;

import java.util.List;

/**
 * A case that a server makes impossible, or possible only in another way. It is not left out in
 * silence: it stands here, and from here in the README.
 *
 * @param server that makes it impossible
 * @param declaration for which declaration of the pool; null for both
 * @param test the case's method
 * @param reason what the server does
 * @param instead what the administrator does instead
 * @param skipped whether the case can't be run; otherwise it runs in the way that is told
 */
public record ExceptionOfServer(
    TestedServer server,
    Declaration declaration,
    String test,
    String reason,
    String instead,
    boolean skipped) {
  /** All that are known. */
  public static final List<ExceptionOfServer> ALL =
      List.of(
          new ExceptionOfServer(
              TestedServer.PAYARA_MICRO,
              Declaration.SERVER,
              "aPasswordMayHoldAnyCharacter",
              "A boot command holds no value with both blanks and quotes.",
              "Name a file with `passwordFile`.",
              false),
          new ExceptionOfServer(
              TestedServer.PAYARA_MICRO,
              Declaration.APPLICATION,
              "aPoolOfTheServerThatAnApplicationsJarWouldBuildIsRefused",
              "Payara asks each application's own copy, which builds a pool for that application.",
              "Nothing goes wrong; to share one pool, give the jars to the server.",
              true),
          new ExceptionOfServer(
              TestedServer.PAYARA_MICRO,
              null,
              "requestsOnVirtualThreadsPinNoCarrierInThePool",
              "Requests have platform threads, and no setting offers others.",
              "Nothing is to be done; the pool does the same on both kinds.",
              true),
          new ExceptionOfServer(
              TestedServer.JETTY_12,
              null,
              "aDataSourceInjectedByLookupReachesThePool",
              "Jetty does not read the `lookup` of `@Resource`.",
              "Inject with `@Resource(name)`; or give the field's default name, class and field, a"
                  + " `LinkRef`.",
              false),
          new ExceptionOfServer(
              TestedServer.JETTY_12,
              Declaration.APPLICATION,
              "aPoolOfTheServerThatAnApplicationsJarWouldBuildIsRefused",
              "Jetty asks each application's own copy, which builds a pool for that application.",
              "Nothing goes wrong; to share one pool, give the jars to the server.",
              true),
          new ExceptionOfServer(
              TestedServer.JETTY_12,
              Declaration.SERVER,
              "anApplicationThatBringsTheJarsToAPoolOfTheServerIsWarnedAndServedAsWithout",
              "Jetty asks the application's own copy, which builds a pool for that application.",
              "Heed the warning: leave the jars out of the application, and it shares the pool.",
              true),
          new ExceptionOfServer(
              TestedServer.JETTY_12,
              null,
              "tenRedeploymentsLeaveNothingBehind",
              "Jetty's module `jmx` keeps a class of every listener that it has ever seen.",
              "Leave the module out where applications are redeployed.",
              false),
          new ExceptionOfServer(
              TestedServer.LIBERTY,
              null,
              "applicationsWithTheSameResourceNameAndDifferentSettingsGetDifferentPools",
              "Liberty takes a factory from a `<library>` of the server only, so all pools "
                  + "are declared in the server, and each has a name of its own there.",
              "Declare a `jndiReferenceEntry` for each, and give each application a "
                  + "`resource-ref` with its `lookup-name`.",
              false),
          new ExceptionOfServer(
              TestedServer.LIBERTY,
              Declaration.SERVER,
              "anApplicationThatBringsTheJarsToAPoolOfItsOwnIsWarnedAndServedAsWithout",
              "No application declares a pool itself.",
              "Declare the pool in the server; a second copy of the jar is warned of "
                  + "there, too.",
              true),
          new ExceptionOfServer(
              TestedServer.LIBERTY,
              Declaration.APPLICATION,
              "aPoolOfTheServerThatAnApplicationsJarWouldBuildIsRefused",
              "Liberty never asks an application's copy of the classes for a resource.",
              "Put the jars into the `<library>`; without them the server itself refuses "
                  + "the resource.",
              true),
          new ExceptionOfServer(
              TestedServer.LIBERTY,
              null,
              "requestsOnVirtualThreadsPinNoCarrierInThePool",
              "Requests have platform threads, and no setting offers others.",
              "Nothing is to be done; the pool does the same on both kinds.",
              true),
          new ExceptionOfServer(
              TestedServer.WILDFLY,
              null,
              "applicationsWithTheSameResourceNameAndDifferentSettingsGetDifferentPools",
              "WildFly takes a factory from a module of the server only, so all pools are "
                  + "declared in the server, and each has a name of its own there.",
              "Declare a binding for each, and give each application a `resource-ref` with "
                  + "its `lookup-name`.",
              false),
          new ExceptionOfServer(
              TestedServer.WILDFLY,
              Declaration.SERVER,
              "anApplicationThatBringsTheJarsToAPoolOfItsOwnIsWarnedAndServedAsWithout",
              "No application declares a pool itself.",
              "Declare the pool in the server; a second copy of the jar is warned of "
                  + "there, too.",
              true),
          new ExceptionOfServer(
              TestedServer.WILDFLY,
              Declaration.APPLICATION,
              "aPoolOfTheServerThatAnApplicationsJarWouldBuildIsRefused",
              "WildFly never asks an application's copy of the classes for a resource.",
              "Put the jars into the module; without them the server itself refuses the "
                  + "resource.",
              true),
          new ExceptionOfServer(
              TestedServer.WILDFLY,
              null,
              "requestsOnVirtualThreadsPinNoCarrierInThePool",
              "Requests have platform threads, and no setting offers others.",
              "Nothing is to be done; the pool does the same on both kinds.",
              true),
          new ExceptionOfServer(
              TestedServer.TOMEE_9,
              null,
              "requestsOnVirtualThreadsPinNoCarrierInThePool",
              "TomEE 9 runs on JDK 17 only, which has no virtual threads.",
              "Nothing is to be done.",
              true),
          new ExceptionOfServer(
              TestedServer.TOMEE_9,
              null,
              "aMisspeltAttributeIsNamedWithTheNearestThatExists",
              "TomEE logs the message and gives the application nothing, or its own HSQLDB.",
              "Read the server's log, which names every attribute that is wrong.",
              true),
          new ExceptionOfServer(
              TestedServer.TOMEE_9,
              null,
              "everyBadValueIsNamedWithWhatIsAllowed",
              "TomEE logs the message and gives the application nothing, or its own HSQLDB.",
              "Read the server's log, which names every attribute that is wrong.",
              true),
          new ExceptionOfServer(
              TestedServer.TOMEE_9,
              Declaration.APPLICATION,
              "aPoolOfTheServerThatAnApplicationsJarWouldBuildIsRefused",
              "TomEE can't load the class and gives the application its own HSQLDB.",
              "Read the server's log; put the jars into the server's `lib`.",
              true),
          new ExceptionOfServer(
              TestedServer.TOMEE_9,
              null,
              "tenRedeploymentsLeaveNothingBehind",
              "TomEE Plus keeps every application's class loader, with a pool or without: its"
                  + " OpenAPI part asks MicroProfile Config for the application's settings and"
                  + " never gives them back.",
              "Put a"
                  + " [`microprofile-config.properties`]"
                  + "(server-config/tomee/microprofile-config.properties) into the application.",
              false),
          new ExceptionOfServer(
              TestedServer.TOMEE_9,
              null,
              "jpaWorksOverTheResourceAsANonJtaDataSource",
              "TomEE's OpenJPA refuses a `persistence.xml` of version 3.0, and TomEE puts an HSQLDB"
                  + " of its own in the place of `non-jta-data-source` where it injects the unit.",
              "Write it as [this one](server-config/tomee/persistence.xml): version 2.2, and the"
                  + " resource in `openjpa.ConnectionFactoryName`.",
              false));

  /** Whether this case is to be skipped. */
  boolean skips(ServerStage stage, String method) {
    return skipped
        && server == stage.kind().name()
        && (declaration == null || declaration == stage.declaration())
        && test.equals(method);
  }
}
