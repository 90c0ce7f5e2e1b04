package dev.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.management.jfr.FlightRecorderMXBean;

/** The virtual threads that pin their carriers in a server while this is open, by its recorder. */
public final class PinnedThreads implements AutoCloseable {
  private final FlightRecorderMXBean recorder;
  private final long recording;

  /** Begins to record. */
  public PinnedThreads(ServerJvm jvm) {
    recorder = jvm.bean("jdk.management.jfr:type=FlightRecorder", FlightRecorderMXBean.class);
    recording = recorder.newRecording();
    recorder.setRecordingSettings(
        recording,
        Map.of(
            "jdk.VirtualThreadPinned#enabled", "true",
            "jdk.VirtualThreadPinned#threshold", "0 ms",
            "jdk.VirtualThreadPinned#stackTrace", "true"));
    recorder.startRecording(recording);
  }

  /** Where carriers were pinned so far, each with its stack. */
  public List<String> stacks() {
    try {
      Path file = Files.createTempFile("pinned", ".jfr");
      try {
        recorder.copyTo(recording, file.toString());
        List<String> stacks = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
          stacks.add(String.valueOf(event));
        }
        return stacks;
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      recorder.closeRecording(recording);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
