package dev.sluice.postgres;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the password of a new connection comes from; asked at each connect. Thread-safe. */
public interface PasswordSource {
  /** No password: trust, peer or certificate authentication. */
  PasswordSource NONE = target -> new Found(null, null);

  /**
   * The password as it is now.
   *
   * @param target whom it is for
   * @throws IOException if it can't be had; the message says what to do and holds no secret
   */
  Found find(Target target) throws IOException;

  /**
   * The same password always.
   *
   * @param password the password
   */
  static PasswordSource of(String password) {
    Found found = new Found(password, null);
    return target -> found;
  }

  /**
   * A file, read at each connect, so that a rotated password is taken up without a restart.
   *
   * @param file a file that holds the password alone, or one in PostgreSQL's {@code .pgpass} format
   * @see PasswordFile
   */
  static PasswordSource ofFile(Path file) {
    return target -> PasswordFile.read(file, target);
  }

  /**
   * Whom a password is for.
   *
   * @param host host name as configured
   * @param port port
   * @param database database
   * @param user role
   */
  record Target(String host, int port, String database, String user) {}

  /**
   * What was found.
   *
   * @param password the password, or null for none
   * @param note something an administrator should be told once, or null
   */
  record Found(@Nullable String password, @Nullable String note) {
    /** Says whether there is a password, never which. */
    @Override
    public String toString() {
      return "Found[password=" + (password == null ? "none" : "***") + ", note=" + note + "]";
    }
  }
}
