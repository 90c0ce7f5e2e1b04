package dev.sluice.jdbc;

/** Hears what the clean-up at a return had to do. Quick, and never throws. Thread-safe. */
public interface CleanUpListener {
  /** Hears nothing. */
  CleanUpListener NONE =
      new CleanUpListener() {
        @Override
        public void rolledBack(PhysicalConnection connection) {
          // Nobody listens.
        }

        @Override
        public void statementsLeftOpen(PhysicalConnection connection, int count) {
          // Nobody listens.
        }
      };

  /** A transaction was open, and was rolled back. */
  void rolledBack(PhysicalConnection connection);

  /**
   * Statements were open, and were closed.
   *
   * @param count how many, at least 1
   */
  void statementsLeftOpen(PhysicalConnection connection, int count);
}
