package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
      eachIsFoundFrom(hint, idle(slots), slots);
      Loans spread = idle(slots);
      lose(spread, Loans.MANY_LOST);
      eachIsFoundFrom(hint, spread, slots);
    }
  }

  private static void eachIsFoundFrom(int hint, Loans loans, int slots) {
    Set<Integer> claimed = new HashSet<>();
    for (int i = 0; i < slots; i++) {
      claimed.add(loans.claim(hint));
    }
    assertThat(claimed).hasSize(slots).allMatch(slot -> slot >= 0 && slot < slots);
    assertThat(loans.claim(hint)).as("one too many").isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "3, 3", "4, 4", "8, 4", "10, 4", "16, 4", "31, 4", "32, 8", "50, 8", "1000, 8"
  })
  void threadsThatComeOneAfterTheOtherUseTheSameFewSlots(int slots, int few) {
    assertThat(usedInTurn(idle(slots))).hasSize(few);
  }

  /** By threads that come one after the other. */
  private static Set<Integer> usedInTurn(Loans loans) {
    Set<Integer> used = new TreeSet<>();
    for (int round = 0; round < 3; round++) {
      for (int hint = 0; hint < THREADS; hint++) {
        int slot = loans.claim(hint);
        used.add(slot);
        assertThat(loans.giveBack(slot, loans.loan(slot))).isTrue();
      }
    }
    return used;
  }

  private static void lose(Loans loans, int claims) {
    for (int i = 0; i < claims; i++) {
      loans.lost();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 3", "7, 4", "8, 8", "10, 8", "31, 8", "32, 16", "50, 16", "1000, 16"})
  void threadsThatLoseManyClaimsBeginAtMoreSlots(int slots, int more) {
    Loans loans = idle(slots);
    int few = usedInTurn(loans).size();
    lose(loans, Loans.MANY_LOST - 1);
    assertThat(usedInTurn(loans)).as("not many yet").hasSize(few);
    lose(loans, 1);
    assertThat(usedInTurn(loans)).hasSize(more);
    loans.calm();
    assertThat(usedInTurn(loans)).as("calm again").hasSize(few);
    lose(loans, Loans.MANY_LOST - 1);
    assertThat(usedInTurn(loans)).as("counted anew").hasSize(few);
  }

  @Test
  @Timeout(60)
  void threadsOfOneStripeThatGetInEachOthersWayPart() throws InterruptedException {
    Loans loans = idle(32);
    List<Thread> threads = new ArrayList<>();
    for (int hint : new int[] {8, 16}) {
      Thread thread =
          new Thread(
              () -> {
                while (!loans.isSpread()) {
                  int slot = loans.claim(hint);
                  loans.giveBack(slot, loans.loan(slot));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(loans.countIdle()).isEqualTo(32);
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
