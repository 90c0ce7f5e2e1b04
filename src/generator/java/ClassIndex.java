import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lists the classes that the compiled classes of a directory are or name, in a file that the pool
 * reads when it starts, to have them all loaded: when an application is undeployed its jar may be
 * gone before the pool drains, and its class loader stopped.
 *
 * <p>{@code java ClassIndex.java <directory of classes> <file>}
 */
public final class ClassIndex {
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;

  /** Classes in descriptors: {@code Ljava/lang/String;}. */
  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+);");

  public static void main(String[] arguments) throws IOException {
    Path classes = Path.of(arguments[0]);
    Path index = Path.of(arguments[1]);
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(ClassIndex::isClass).toList()) {
        String name = classes.relativize(file).toString();
        names.add(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
        read(file, names);
      }
    }
    List<String> lines = List.copyOf(names);
    if (!Files.exists(index) || !Files.readAllLines(index).equals(lines)) {
      Files.createDirectories(index.getParent());
      Files.write(index, lines);
    }
  }

  private static boolean isClass(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".class") && !name.endsWith("-info.class");
  }

  /** Reads a constant pool (Java Virtual Machine Specification, section 4.4). */
  private static void read(Path file, Set<String> names) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      in.skipBytes(8);
      int count = in.readUnsignedShort();
      String[] texts = new String[count];
      int[] classes = new int[count];
      for (int i = 1; i < count; i++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case UTF8 -> texts[i] = in.readUTF();
          case CLASS -> classes[i] = in.readUnsignedShort();
          case LONG, DOUBLE -> {
            in.skipBytes(8);
            i++;
          }
          default -> in.skipBytes(tag == 15 ? 3 : tag == 8 || tag == 16 || tag > 18 ? 2 : 4);
        }
      }
      for (int i = 1; i < count; i++) {
        String text = texts[i];
        if (classes[i] != 0 && !texts[classes[i]].startsWith("[")) {
          names.add(texts[classes[i]].replace('/', '.'));
        }
        if (text != null) {
          Matcher matcher = IN_DESCRIPTOR.matcher(text);
          while (matcher.find()) {
            names.add(matcher.group(1).replace('/', '.'));
          }
        }
      }
    }
  }
}
