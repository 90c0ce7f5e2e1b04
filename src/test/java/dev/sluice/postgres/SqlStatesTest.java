package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "08000", "08003", "08006", "08P01", "57P01", "57P02", "57P03", "57P04", "57P05", "25P03",
        "25P04"
      })
  void theseEndASession(String state) {
    assertThat(SqlStates.isFatal(state)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0A000", "57014", "25006", "23505", "40001", "25P02", "53200", "XX000"})
  void theseLeaveASessionWhole(String state) {
    assertThat(SqlStates.isFatal(state)).isFalse();
  }

  @Test
  void anExceptionWithoutAStateIsNotFatal() {
    assertThat(SqlStates.isFatal(null)).isFalse();
    assertThat(SqlStates.castsDoubtOnOthers(null)).isFalse();
    assertThat(SqlStates.isReadOnlyServer(null)).isFalse();
    assertThat(SqlStates.isPermanentRefusal(null)).isFalse();
  }

  @Test
  void aSessionsOwnTimeoutSaysNothingOfTheOthers() {
    assertThat(SqlStates.castsDoubtOnOthers("57P01")).isTrue();
    assertThat(SqlStates.castsDoubtOnOthers("08006")).isTrue();
    assertThat(SqlStates.castsDoubtOnOthers("57P05")).isFalse();
    assertThat(SqlStates.castsDoubtOnOthers("25P03")).isFalse();
  }

  @Test
  void aWriteOnAStandbyIsToldApart() {
    assertThat(SqlStates.isReadOnlyServer("25006")).isTrue();
    assertThat(SqlStates.isReadOnlyServer("57P01")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"28P01", "28000", "3D000", "42501", "22023", "08004"})
  void theseRefusalsStayUntilSomebodyChangesASetting(String state) {
    assertThat(SqlStates.isPermanentRefusal(state)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006", "57P03", "53300", "58000", "XX000"})
  void theseMayPass(String state) {
    assertThat(SqlStates.isPermanentRefusal(state)).isFalse();
  }
}
