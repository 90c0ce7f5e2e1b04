package dev.sluice.postgres;

import java.lang.reflect.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * The classes that are registered with a connection for types of the database. An application that
 * has the driver's connection may add some, and the driver has neither a way to remove them nor one
 * to list them. So its own table is read; where that is not possible, nothing is known to be
 * unchanged.
 */
final class RegisteredTypes {
  /** Of the driver's {@code TypeInfoCache}. */
  private static final String TABLE = "pgNameToPgObject";

  private final @Nullable Map<?, ?> classes;

  private RegisteredTypes(@Nullable Map<?, ?> classes) {
    this.classes = classes;
  }

  /** Those of now. */
  static RegisteredTypes of(BaseConnection connection) {
    return new RegisteredTypes(read(connection));
  }

  /** Whether they are known to be the same now. */
  boolean isCurrent(BaseConnection connection) {
    return classes != null && classes.equals(read(connection));
  }

  private static @Nullable Map<?, ?> read(BaseConnection connection) {
    Object info = connection.getTypeInfo();
    try {
      Field table = info.getClass().getDeclaredField(TABLE);
      table.setAccessible(true);
      return table.get(info) instanceof Map<?, ?> map ? Map.copyOf(map) : null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
