package dev.sluice.lifecycle;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** A pool that notes what it is told. */
class FakePool implements ManagedPool {
  final List<String> told = new CopyOnWriteArrayList<>();
  final List<ClassLoader> gone = new CopyOnWriteArrayList<>();

  boolean closedByServer;

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public void close() {
    told.add("close");
  }

  @Override
  public boolean isClosed() {
    return told.contains("close");
  }

  @Override
  public boolean isClosedByServer() {
    return closedByServer;
  }

  @Override
  public DataSource dataSource() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void usedBy(ClassLoader application) {
    told.add("usedBy");
  }

  @Override
  public void classesGone() {
    told.add("classesGone");
  }

  @Override
  public void userGone(ClassLoader application) {
    told.add("userGone");
    gone.add(application);
  }
}
