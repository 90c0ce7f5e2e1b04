package dev.sluice.jdbc;

import java.io.IOException;
import java.io.Writer;

/** A writer that dies with the handle that it writes through. */
final class LoanWriter extends Writer {
  private final Loaned loaned;
  private final Writer raw;

  LoanWriter(ConnectionHandle connection, Writer raw) {
    this.loaned = new Loaned(connection);
    this.raw = raw;
  }

  @Override
  public void write(char[] characters, int offset, int length) throws IOException {
    loaned.check();
    raw.write(characters, offset, length);
  }

  @Override
  public void flush() throws IOException {
    loaned.check();
    raw.flush();
  }

  /**
   * Closes the writer.
   *
   * @throws IOException if the handle is dead: what the driver still holds is lost
   */
  @Override
  public void close() throws IOException {
    loaned.check();
    raw.close();
  }
}
