package dev.sluice.jdbc;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** A reader that dies with the handle that it was read through. */
final class LoanReader extends FilterReader {
  private final Loaned loaned;

  LoanReader(ConnectionHandle connection, Reader raw) {
    super(raw);
    this.loaned = new Loaned(connection);
  }

  @Override
  public int read() throws IOException {
    loaned.check();
    return super.read();
  }

  @Override
  public int read(char[] characters, int offset, int length) throws IOException {
    loaned.check();
    return super.read(characters, offset, length);
  }

  @Override
  public long skip(long count) throws IOException {
    loaned.check();
    return super.skip(count);
  }

  @Override
  public boolean ready() throws IOException {
    loaned.check();
    return super.ready();
  }

  @Override
  public void mark(int limit) throws IOException {
    loaned.check();
    super.mark(limit);
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
