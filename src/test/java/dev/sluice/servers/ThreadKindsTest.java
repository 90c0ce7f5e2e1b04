package dev.sluice.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThreadKindsTest {
  private static final ThreadKinds BEFORE =
      ThreadKinds.of(List.of("main", "qtp1234-1", "Cleaner-5eccd3b-1"));

  @Test
  void aKindThatGrowsIsFoundWhateverNumbersItsNamesHold() {
    ThreadKinds after =
        ThreadKinds.of(
            List.of("main", "qtp9-1", "Cleaner-5eccd3b-1", "Cleaner-4930539b-1", "Cleaner-ab7-2"));

    assertThat(after.grownBy(2, BEFORE)).isEqualTo(Map.of("Cleaner-#-#", 2L));
    assertThat(after.grownBy(3, BEFORE)).isEmpty();
  }

  @Test
  void aKindThatWasNotThereBeforeIsFound() {
    assertThat(ThreadKinds.of(List.of("new-1", "new-2")).grownBy(2, BEFORE))
        .isEqualTo(Map.of("new-#", 2L));
  }

  @Test
  void aKindThatGoesIsNoGrowth() {
    assertThat(ThreadKinds.of(List.of("main")).grownBy(1, BEFORE)).isEmpty();
  }
}
