package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which slots are claimed. */
class LoansTest {
  /** More than there are stripes, and not a multiple of them. */
  private static final int THREADS = 101;

  private static Loans idle(int slots) {
    Loans loans = new Loans(slots);
    for (int slot = 0; slot < slots; slot++) {
      loans.publish(slot);
    }
    return loans;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 10, 31, 32, 33, 64, 100, 1000})
  void eachSlotIsFoundWhereverTheSearchBegins(int slots) {
    for (int hint = 0; hint < THREADS; hint++) {
      Loans loans = idle(slots);
      Set<Integer> claimed = new HashSet<>();
      for (int i = 0; i < slots; i++) {
        claimed.add(loans.claim(hint));
      }
      assertThat(claimed).hasSize(slots).allMatch(slot -> slot >= 0 && slot < slots);
      assertThat(loans.claim(hint)).as("one too many").isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "3, 3", "4, 4", "8, 4", "10, 4", "16, 4", "31, 4", "32, 8", "50, 8", "1000, 8"
  })
  void threadsThatComeOneAfterTheOtherUseTheSameFewSlots(int slots, int few) {
    Loans loans = idle(slots);
    Set<Integer> used = new TreeSet<>();
    for (int round = 0; round < 3; round++) {
      for (int hint = 0; hint < THREADS; hint++) {
        int slot = loans.claim(hint);
        used.add(slot);
        assertThat(loans.giveBack(slot, loans.loan(slot))).isTrue();
      }
    }
    assertThat(used).hasSize(few);
  }

  @Test
  void aThreadMeetsItsOwnSlotAgain() {
    Loans loans = idle(32);
    for (int hint = 0; hint < THREADS; hint++) {
      int slot = loans.claim(hint);
      assertThat(loans.giveBack(slot, loans.loan(slot))).isTrue();
      assertThat(loans.claim(hint)).isEqualTo(slot);
      assertThat(loans.giveBack(slot, loans.loan(slot))).isTrue();
    }
  }
}
