package dev.sluice.jdbc;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that dies with the handle that it was read through. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // No monitor is held around I/O.
final class LoanInputStream extends FilterInputStream {
  private final Loaned loaned;

  LoanInputStream(ConnectionHandle connection, InputStream raw) {
    super(raw);
    this.loaned = new Loaned(connection);
  }

  @Override
  public int read() throws IOException {
    loaned.check();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    loaned.check();
    return super.read(bytes, offset, length);
  }

  @Override
  public long skip(long count) throws IOException {
    loaned.check();
    return super.skip(count);
  }

  @Override
  public int available() throws IOException {
    loaned.check();
    return super.available();
  }

  /** Does nothing at a dead handle: the driver's stream may ask the server. */
  @Override
  public void mark(int limit) {
    if (!loaned.isOver()) {
      super.mark(limit);
    }
  }

  @Override
  public void reset() throws IOException {
    loaned.check();
    super.reset();
  }

  @Override
  public void close() throws IOException {
    if (!loaned.isOver()) {
      super.close();
    }
  }
}
