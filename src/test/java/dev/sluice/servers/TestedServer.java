package dev.sluice.servers;

/** The servers that the suite runs on. */
public enum TestedServer {
  TOMCAT_10_1("Tomcat 10.1"),
  TOMCAT_11("Tomcat 11"),
  PAYARA_MICRO("Payara Micro 6"),
  JETTY_12("Jetty 12"),
  LIBERTY("Open Liberty 26"),
  WILDFLY("WildFly 39"),
  TOMEE_9("TomEE 9");

  private final String label;

  TestedServer(String label) {
    this.label = label;
  }

  /** As people call it. */
  @Override
  public String toString() {
    return label;
  }
}
