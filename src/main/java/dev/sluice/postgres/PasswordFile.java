package dev.sluice.postgres;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a password file: either one line that is the password, or PostgreSQL's {@code .pgpass}
 * format (PostgreSQL documentation, "The Password File").
 *
 * <p>A file in which at least one line has the five fields {@code
 * host:port:database:user:password}, the second being a number or {@code *}, is taken for a {@code
 * .pgpass}; of any other file the first line is the password, as secret stores mount it.
 */
final class PasswordFile {
  private static final int FIELDS = 5;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private PasswordFile() {}

  /**
   * Reads the password for a target.
   *
   * @throws IOException if the file can't be read, is empty, or is a {@code .pgpass} without a line
   *     for the target
   */
  static PasswordSource.Found read(Path file, PasswordSource.Target target) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "passwordFile " + file + " does not exist: create it or correct the path");
    } catch (CharacterCodingException e) {
      // The cause is left out on purpose: nothing of the content may travel with the exception.
      throw new IOException("passwordFile " + file + " is not UTF-8 text: save it as UTF-8");
    } catch (IOException e) {
      throw new IOException(
          "passwordFile "
              + file
              + " can't be read ("
              + e.getClass().getSimpleName()
              + "): let the account that runs the server read it",
          e);
    }
    return new PasswordSource.Found(choose(lines, file, target), permissionNote(file));
  }

  private static String choose(List<String> lines, Path file, PasswordSource.Target target)
      throws IOException {
    boolean pgpass = false;
    for (String line : lines) {
      List<String> fields = split(line);
      if (fields.size() != FIELDS || line.startsWith("#") || !isPort(fields.get(1))) {
        continue;
      }
      pgpass = true;
      if (matches(fields.get(0), target.host())
          && matches(fields.get(1), Integer.toString(target.port()))
          && matches(fields.get(2), target.database())
          && matches(fields.get(3), target.user())) {
        return unescape(fields.get(4));
      }
    }
    if (pgpass) {
      throw new IOException(
          "passwordFile %s has no line for %s:%d:%s:%s: add host:port:database:user:password"
              .formatted(file, target.host(), target.port(), target.database(), target.user()));
    }
    if (lines.isEmpty() || lines.get(0).isEmpty()) {
      throw new IOException(
          "passwordFile " + file + " is empty: its first line must be the password");
    }
    return lines.get(0);
  }

  /** Four fields end at a colon that no backslash escapes; the fifth is the rest of the line. */
  private static List<String> split(String line) {
    List<String> fields = new ArrayList<>(FIELDS);
    int start = 0;
    for (int i = 0; i < line.length() && fields.size() < FIELDS - 1; i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == ':') {
        fields.add(line.substring(start, i));
        start = i + 1;
      }
    }
    fields.add(line.substring(start));
    return fields;
  }

  private static boolean isPort(String field) {
    return field.equals("*") || (!field.isEmpty() && field.chars().allMatch(Character::isDigit));
  }

  private static boolean matches(String field, String wanted) {
    return field.equals("*") || unescape(field).equals(wanted);
  }

  private static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder plain = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 1 < field.length()) {
        c = field.charAt(++i);
      }
      plain.append(c);
    }
    return plain.toString();
  }

  /**
   * libpq refuses such a file; a mounted secret often can't be made stricter, so we only say it.
   */
  private static @Nullable String permissionNote(Path file) {
    try {
      Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
      for (PosixFilePermission permission : granted) {
        if (OTHERS.contains(permission)) {
          return "passwordFile "
              + file
              + " can be used by others than its owner ("
              + PosixFilePermissions.toString(granted)
              + "): restrict it with chmod 600";
        }
      }
      return null;
    } catch (UnsupportedOperationException | IOException e) {
      return null; // No POSIX permissions here: nothing to judge.
    }
  }
}
