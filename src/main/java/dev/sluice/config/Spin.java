package dev.sluice.config;

/** Whether a thread that waits for the server's answer looks for it before it sleeps. */
public enum Spin {
  /** For some microseconds, where that pays and processors are free. */
  AUTO,
  /** Never. */
  OFF
}
