package dev.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordFileTest {
  private static final PasswordSource.Target TARGET =
      new PasswordSource.Target("db.example", 5433, "shop", "app");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void aFile() {
    file = folder.resolve("secret");
  }

  private String read(String content) throws IOException {
    Files.writeString(file, content);
    return PasswordFile.read(file, TARGET).password();
  }

  @Test
  void oneLineIsThePassword() throws IOException {
    assertThat(read("s3cret")).isEqualTo("s3cret");
    assertThat(read("s3cret\n")).isEqualTo("s3cret");
    assertThat(read("s3cret\r\n")).isEqualTo("s3cret");
  }

  @Test
  void aPasswordKeepsItsBlanksHashesColonsAndBackslashes() throws IOException {
    assertThat(read(" a b ")).isEqualTo(" a b ");
    assertThat(read("#a:b\\:c")).isEqualTo("#a:b\\:c");
    assertThat(read("a:b:c:d:e")).isEqualTo("a:b:c:d:e");
  }

  @Test
  void theFirstMatchingLineOfAPgpassWins() throws IOException {
    assertThat(
            read(
                """
                # comment:5433:shop:app:no
                other:5433:shop:app:wrong
                db.example:5433:shop:app:right
                *:*:*:*:later
                """))
        .isEqualTo("right");
  }

  @Test
  void aStarMatchesAnything() throws IOException {
    assertThat(read("*:*:*:app:right")).isEqualTo("right");
    assertThat(read("*:5433:*:*:right")).isEqualTo("right");
  }

  @Test
  void anEscapedStarIsAStar() {
    assertThatThrownBy(() -> read("\\*:5433:shop:app:wrong")).hasMessageContaining("no line for");
  }

  @Test
  void backslashesEscapeColonsAndThemselves() throws IOException {
    assertThat(read("*:*:*:*:a\\:b\\\\c")).isEqualTo("a:b\\c");
    PasswordSource.Target odd = new PasswordSource.Target("::1", 5433, "a:b", "c\\d");
    Files.writeString(file, "\\:\\:1:5433:a\\:b:c\\\\d:right");
    assertThat(PasswordFile.read(file, odd).password()).isEqualTo("right");
  }

  @Test
  void thePasswordIsTheRestOfTheLine() throws IOException {
    assertThat(read("*:*:*:*:a:b:c")).isEqualTo("a:b:c");
  }

  @Test
  void aPgpassWithoutALineForTheTargetSaysWhichLineIsMissing() {
    assertThatThrownBy(() -> read("other:5433:shop:app:hidden"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("db.example:5433:shop:app")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void aMissingAndAnEmptyFileAreNamed() {
    assertThatThrownBy(() -> PasswordFile.read(file, TARGET))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> read("\n")).hasMessageContaining("is empty");
  }

  @Test
  void aFileThatOthersCanReadIsNoted() throws IOException {
    Files.writeString(file, "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(PasswordFile.read(file, TARGET).note()).contains("rw-r-----").contains("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(PasswordFile.read(file, TARGET).note()).isNull();
  }

  @Test
  void whatWasFoundNeverShowsThePassword() {
    assertThat(new PasswordSource.Found("hidden", null).toString()).doesNotContain("hidden");
  }
}
