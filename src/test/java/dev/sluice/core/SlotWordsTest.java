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
class SlotWordsTest {
  /** More than there are stripes, and not a multiple of them. */
  private static final int THREADS = 101;

  private static SlotWords idle(int slots) {
    SlotWords words = new SlotWords(slots);
    for (int slot = 0; slot < slots; slot++) {
      words.beginConnecting(slot);
      assertThat(words.pass(slot, SlotWords.IDLE)).isTrue();
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 10, 31, 32, 33, 64, 100, 1000})
  void eachSlotIsFoundWhereverTheSearchBegins(int slots) {
    for (int hint = 0; hint < THREADS; hint++) {
      eachIsFoundFrom(hint, idle(slots), slots);
      SlotWords spread = idle(slots);
      lose(spread, Stripes.MANY_LOST);
      eachIsFoundFrom(hint, spread, slots);
    }
  }

  private static void eachIsFoundFrom(int hint, SlotWords words, int slots) {
    Set<Integer> claimed = new HashSet<>();
    for (int i = 0; i < slots; i++) {
      claimed.add(words.claim(hint));
    }
    assertThat(claimed).hasSize(slots).allMatch(slot -> slot >= 0 && slot < slots);
    assertThat(words.claim(hint)).as("one too many").isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "3, 3", "4, 4", "8, 4", "10, 4", "16, 4", "31, 4", "32, 8", "50, 8", "1000, 8"
  })
  void threadsThatComeOneAfterTheOtherUseTheSameFewSlots(int slots, int few) {
    assertThat(usedInTurn(idle(slots))).hasSize(few);
  }

  /** By threads that come one after the other. */
  private static Set<Integer> usedInTurn(SlotWords words) {
    Set<Integer> used = new TreeSet<>();
    for (int round = 0; round < 3; round++) {
      for (int hint = 0; hint < THREADS; hint++) {
        int slot = words.claim(hint);
        used.add(slot);
        assertThat(words.releaseUnused(slot, words.loan(slot))).isTrue();
      }
    }
    return used;
  }

  private static void lose(SlotWords words, int claims) {
    for (int i = 0; i < claims; i++) {
      words.stripes().lost();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 3", "7, 4", "8, 8", "10, 8", "31, 8", "32, 16", "50, 16", "1000, 16"})
  void threadsThatLoseManyClaimsBeginAtMoreSlots(int slots, int more) {
    SlotWords words = idle(slots);
    int few = usedInTurn(words).size();
    lose(words, Stripes.MANY_LOST - 1);
    assertThat(usedInTurn(words)).as("not many yet").hasSize(few);
    lose(words, 1);
    assertThat(usedInTurn(words)).hasSize(more);
    words.stripes().calm();
    assertThat(usedInTurn(words)).as("calm again").hasSize(few);
    lose(words, Stripes.MANY_LOST - 1);
    assertThat(usedInTurn(words)).as("counted anew").hasSize(few);
  }

  @Test
  @Timeout(60)
  void threadsOfOneStripeThatGetInEachOthersWayPart() throws InterruptedException {
    SlotWords words = idle(32);
    List<Thread> threads = new ArrayList<>();
    for (int hint : new int[] {8, 16}) {
      Thread thread =
          new Thread(
              () -> {
                while (!words.stripes().isSpread()) {
                  int slot = words.claim(hint);
                  words.releaseUnused(slot, words.loan(slot));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(words.countIdle()).isEqualTo(32);
  }

  @Test
  void aThreadMeetsItsOwnSlotAgain() {
    SlotWords words = idle(32);
    for (int hint = 0; hint < THREADS; hint++) {
      int slot = words.claim(hint);
      assertThat(words.releaseUnused(slot, words.loan(slot))).isTrue();
      assertThat(words.claim(hint)).isEqualTo(slot);
      assertThat(words.releaseUnused(slot, words.loan(slot))).isTrue();
    }
  }
}
