package dev.sluice.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a benchmark that puts threads of its own to work has found out. JMH reads the fields. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Figures {
  /** Cycles a second. */
  public double perSecond;

  /** Of what was noted, in microseconds. */
  public double p50;

  /** Of what was noted, in microseconds. */
  public double p99;

  /** Of what was noted, in microseconds. */
  public double p999;

  /** Of what was noted, in microseconds. */
  public double longest;

  /** Context switches of all threads of the JVM for one cycle. */
  public double switches;

  /** Processor time of the JVM for one cycle, in microseconds. */
  public double cpu;
}
