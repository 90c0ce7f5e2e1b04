package dev.sluice.jdbc;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that dies with the handle that it writes through. */
final class LoanOutputStream extends OutputStream {
  private final Loaned loaned;
  private final OutputStream raw;

  LoanOutputStream(ConnectionHandle connection, OutputStream raw) {
    this.loaned = new Loaned(connection);
    this.raw = raw;
  }

  @Override
  public void write(int b) throws IOException {
    loaned.check();
    raw.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    loaned.check();
    raw.write(bytes, offset, length);
  }

  @Override
  public void flush() throws IOException {
    loaned.check();
    raw.flush();
  }

  /**
   * Closes the stream.
   *
   * @throws IOException if the handle is dead: what the driver still holds is lost
   */
  @Override
  public void close() throws IOException {
    loaned.check();
    raw.close();
  }
}
