package dev.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmShutdownTest {
  private final FakePool pool = new FakePool();
  private final FakePool other = new FakePool();

  @Test
  void theHookIsThereWhileAPoolIsOpenOnly() {
    assertThat(JvmShutdown.hooked()).isFalse();

    JvmShutdown.watch(pool);
    JvmShutdown.watch(other);
    assertThat(JvmShutdown.hooked()).isTrue();

    JvmShutdown.forget(pool);
    assertThat(JvmShutdown.hooked()).isTrue();
    JvmShutdown.forget(other);
    assertThat(JvmShutdown.hooked()).isFalse();
  }

  @Test
  void aPoolThatWasWatchedTwiceIsForgottenAtOnce() {
    JvmShutdown.watch(pool);
    JvmShutdown.watch(pool);

    JvmShutdown.forget(pool);

    assertThat(JvmShutdown.hooked()).isFalse();
    JvmShutdown.forget(pool);
  }

  /** What a JVM does that ends with a pool open. */
  public static final class Program {
    private Program() {}

    /** Opens a pool and ends. */
    public static void main(String[] arguments) {
      JvmShutdown.watch(
          new FakePool() {
            @Override
            public void close() {
              JvmShutdown.forget(this);
              System.out.println("closed");
            }
          });
      System.out.println("ends");
    }
  }

  @Test
  void aPoolThatIsOpenWhenTheJvmEndsIsClosed() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator,
                Program.class.getName())
            .redirectErrorStream(true)
            .start();

    String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(program.waitFor()).as(printed).isZero();
    assertThat(printed.lines()).containsSubsequence("ends", "closed");
  }
}
