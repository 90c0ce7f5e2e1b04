/** Sluice: a PostgreSQL connection pool that a Jakarta EE server builds from its configuration. */
module dev.sluice {
  requires transitive java.naming;
  requires transitive java.sql;
  requires org.postgresql.jdbc;
  requires static jdk.net;
  requires static org.jspecify;
  requires static jakarta.cdi;
  requires static jakarta.servlet;

  exports dev.sluice;
  exports dev.sluice.config;
  exports dev.sluice.lifecycle;
  exports dev.sluice.postgres to
      org.postgresql.jdbc; // which makes the socket factory by its name

  provides jakarta.servlet.ServletContainerInitializer with
      dev.sluice.lifecycle.SluiceInitializer;
  provides jakarta.enterprise.inject.spi.Extension with
      dev.sluice.lifecycle.SluiceExtension;
}
