import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.tools.ToolProvider;

/**
 * Writes the forwarding half of the JDBC handles: one Java source for each interface of {@code
 * java.sql} that a connection leads to.
 *
 * <p>The interfaces are read as Java 17 has them, from the signatures that the compiler keeps for
 * {@code --release 17}, so that every JDK writes the same sources. A source whose content did not
 * change is not touched, and the compiler has nothing to do again; one that is no longer written is
 * deleted.
 *
 * <p>{@code java HandleGenerator.java <directory>}
 */
public final class HandleGenerator {
  private static final String PACKAGE = "dev.sluice.jdbc";
  private static final int LINE_LENGTH = 100;

  /** What a statement or its results give as values, and an application passes back. */
  private static final Set<String> VALUES = Set.of("Array", "Blob", "Clob", "NClob", "SQLXML");

  /** What reads from the server or writes to it later. */
  private static final Set<String> STREAMS =
      Set.of("InputStream", "OutputStream", "Reader", "Writer");

  /** What a session is changed by: goes through the attributes that are put back at return. */
  private static final Pattern TRACKED =
      Pattern.compile(
          "getTypeMap|set(AutoCommit|Catalog|Holdability|NetworkTimeout|ReadOnly|Schema"
              + "|TransactionIsolation|TypeMap)");

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(
              "Connection", "", "abort close commit isClosed isValid setAutoCommit setClientInfo"),
          new Shape("Statement", "Made", "cancel close closeOnCompletion getConnection isClosed"),
          new Shape("PreparedStatement", "StatementHandle", ""),
          new Shape("CallableStatement", "PreparedStatementHandle", ""),
          new Shape("ResultSet", "Made", "close getStatement isClosed"),
          new Shape("DatabaseMetaData", "Made", "getConnection getURL"),
          new Shape("ParameterMetaData", "Made", ""),
          new Shape("ResultSetMetaData", "Made", ""),
          new Shape("Array", "Made", ""),
          new Shape("Blob", "Made", ""),
          new Shape("Clob", "Made", ""),
          new Shape("NClob", "Made", ""),
          new Shape("SQLXML", "Made", ""));

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]).resolve(PACKAGE.replace('.', '/'));
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(
                    null,
                    null,
                    null,
                    List.of("--release", "17"),
                    List.of("java.sql.Wrapper"),
                    null);
    Files.createDirectories(directory);
    Set<Path> written = new TreeSet<>();
    for (Shape shape : SHAPES) {
      written.add(write(shape, directory, task.getElements()));
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path left : files.filter(file -> !written.contains(file)).toList()) {
        Files.delete(left);
      }
    }
  }

  /**
   * One source to write.
   *
   * @param name the interface's simple name
   * @param parent what the class extends; empty for the connection, which is the root of all
   * @param byHand methods left to the class that extends this one; where there are none, the class
   *     is complete as it is written
   */
  private record Shape(String name, String parent, String byHand) {
    boolean isRoot() {
      return parent.isEmpty();
    }

    boolean isComplete() {
      return byHand.isEmpty();
    }

    boolean leavesOut(ExecutableElement method) {
      return List.of(byHand.split(" ")).contains(method.getSimpleName().toString());
    }

    String className() {
      return isComplete() ? name + "Handle" : "Forwarding" + name;
    }

    String heading() {
      String base = parent.equals("Made") ? "Made<" + name + ">" : parent;
      String start = (isComplete() ? "class " : "abstract class ") + className();
      start += isRoot() ? "" : " extends " + base;
      String end = "implements " + name;
      return start + (start.length() + end.length() > LINE_LENGTH - 3 ? "\n    " : " ") + end;
    }
  }

  /** Whether a value of this type leads to the driver, and goes out as a handle. */
  private static boolean isWrapped(String type) {
    return type.equals("Object")
        || STREAMS.contains(type)
        || SHAPES.stream().anyMatch(shape -> shape.name.equals(type) && !shape.isRoot());
  }

  private static Path write(Shape shape, Path directory, Elements elements) throws IOException {
    Set<String> imports = new TreeSet<>();
    imports.add("java.sql." + shape.name);
    imports.add("java.sql.SQLException");
    StringBuilder body = new StringBuilder();
    if (!shape.isRoot()) {
      body.append(
          """

            %s(ConnectionHandle connection, %s raw) {
              super(connection, raw);
            }
          """
              .formatted(shape.className(), shape.name));
    }
    List<ExecutableElement> methods = methods(shape, elements);
    if (shape.isRoot()) {
      body.append(seams(shape, methods, imports));
    }
    for (ExecutableElement method : methods) {
      body.append('\n').append(method(shape, method, imports));
    }
    String source =
        """
        package %s;

        %s

        /** Generated by HandleGenerator from java.sql.%s: change that, not this. */
        %s {%s}
        """
            .formatted(
                PACKAGE,
                imports.stream()
                    .map(name -> "import " + name + ";")
                    .collect(Collectors.joining("\n")),
                shape.name,
                shape.heading(),
                body);
    Path file = directory.resolve(shape.className() + ".java");
    if (!Files.exists(file) || !Files.readString(file).equals(source)) {
      Files.writeString(file, source);
    }
    return file;
  }

  /** The methods to write, in an order that no JDK decides. */
  private static List<ExecutableElement> methods(Shape shape, Elements elements) {
    TypeElement type = elements.getTypeElement("java.sql." + shape.name);
    List<ExecutableElement> all =
        ElementFilter.methodsIn(
            shape.parent.endsWith("Handle")
                ? type.getEnclosedElements()
                : elements.getAllMembers(type));
    return all.stream()
        .filter(method -> method.getEnclosingElement().getKind() == ElementKind.INTERFACE)
        .filter(method -> !method.getEnclosingElement().toString().equals("java.sql.Wrapper"))
        .filter(method -> !method.getModifiers().contains(Modifier.STATIC))
        .filter(method -> !shape.leavesOut(method))
        .sorted(Comparator.comparing(Object::toString))
        .toList();
  }

  /** What the connection's handle has to bring; everything made from it has it from Made. */
  private static String seams(Shape shape, List<ExecutableElement> methods, Set<String> imports) {
    StringBuilder seams = new StringBuilder();
    seams.append(
        """

          /** The driver's own, or an exception once this handle is closed. */
          abstract %s delegate() throws SQLException;

          /** The session's attributes, or an exception once this handle is closed. */
          abstract SessionAttributes session() throws SQLException;

          /** What the handles of values are made from: this. */
          abstract ConnectionHandle self();

          /** Hears of a failure, and gives what to throw in its place. */
          abstract SQLException failed(SQLException failure);

          /** Hears of a failure of the driver that is no SQLException. */
          abstract void crashed(Throwable failure);
        """
            .formatted(shape.name));
    Set<String> wrapped = new TreeSet<>();
    methods.forEach(method -> wrapped.add(simple(method.getReturnType(), imports)));
    wrapped.removeIf(type -> !isWrapped(type));
    for (String type : wrapped) {
      seams.append(
          (VALUES.contains(type)
                  ? "\n  %1$s wrap(%1$s raw) {\n    return new %1$sHandle(self(), raw);\n  }\n"
                  : "\n  abstract %1$s wrap(%1$s raw) throws SQLException;\n")
              .formatted(type));
    }
    return seams.toString();
  }

  private static String method(Shape shape, ExecutableElement method, Set<String> imports) {
    String name = method.getSimpleName().toString();
    String result = simple(method.getReturnType(), imports);
    List<String> types =
        method.getParameters().stream().map(each -> simple(each.asType(), imports)).toList();
    List<String> names = names(shape.name, name, types);
    StringBuilder out = new StringBuilder();
    if (method.getAnnotation(Deprecated.class) != null) {
      out.append("  @Deprecated\n");
    }
    out.append("  @Override\n").append(signature(method, result, types, names, imports));
    if (method.getThrownTypes().isEmpty()) {
      // A property of the driver, not of the session: it outlives the handle.
      return out.append("    return raw.").append(name).append("();\n  }\n").toString();
    }
    if (name.equals("free")) {
      out.append("    if (isOver()) {\n      return;\n    }\n");
    }
    boolean tracked = shape.isRoot() && TRACKED.matcher(name).matches();
    String cast = shape.parent.endsWith("Handle") ? "(" + shape.name + ") " : "";
    out.append(
        tracked
            ? "    SessionAttributes session = session();\n"
            : "    %s delegate = %sdelegate();\n".formatted(shape.name, cast));
    List<String> arguments = new ArrayList<>(names);
    for (int i = 0; i < names.size(); i++) {
      String type = types.get(i);
      if (VALUES.contains(type) || type.equals("Object") && name.endsWith("Object")) {
        String raw =
            "raw" + Character.toUpperCase(names.get(i).charAt(0)) + names.get(i).substring(1);
        out.append("    %s %s = raw(%s);\n".formatted(type, raw, names.get(i)));
        arguments.set(i, raw);
      }
    }
    String start = result.equals("void") ? "      " : "      return ";
    String end = ";";
    if (result.equals("T") || !tracked && isWrapped(result)) {
      start += "wrap(";
      end = result.equals("T") ? ", type);" : ");";
    }
    start += (tracked ? "session." : "delegate.") + name + "(";
    String line = start + fill(start, "          ", arguments, ")" + end);
    return out.append("    try {\n")
        .append(line)
        .append("\n    } catch (SQLException failure) {\n")
        .append("      throw failed(failure);\n")
        .append("    } catch (RuntimeException | Error failure) {\n")
        .append("      crashed(failure);\n      throw failure;\n    }\n  }\n")
        .toString();
  }

  private static String signature(
      ExecutableElement method,
      String result,
      List<String> types,
      List<String> names,
      Set<String> imports) {
    String generic = "";
    for (TypeParameterElement type : method.getTypeParameters()) {
      String bound = simple(type.getBounds().get(0), imports);
      generic = "<" + type + (bound.equals("Object") ? "" : " extends " + bound) + "> ";
    }
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parameters.add(types.get(i) + " " + names.get(i));
    }
    String start = "  public " + generic + result + " " + method.getSimpleName() + "(";
    String end = method.getThrownTypes().isEmpty() ? " {" : " throws SQLException {";
    String line = start + fill(start, "      ", parameters, ")");
    boolean fits = (line + end).lines().allMatch(each -> each.length() <= LINE_LENGTH);
    return line + (fits ? "" : "\n     ") + end + "\n";
  }

  /** A list behind its opening bracket; on lines of its own where it doesn't fit there. */
  private static String fill(String start, String indent, List<String> items, String end) {
    String list = String.join(", ", items) + end;
    if ((start + list).length() <= LINE_LENGTH) {
      return list;
    }
    StringBuilder out = new StringBuilder();
    int length = LINE_LENGTH;
    for (int i = 0; i < items.size(); i++) {
      String item = items.get(i) + (i < items.size() - 1 ? "," : end);
      boolean fits = length + 1 + item.length() <= LINE_LENGTH;
      out.append(fits ? " " : "\n" + indent).append(item);
      length = (fits ? length + 1 : indent.length()) + item.length();
    }
    return out.toString();
  }

  private static final Pattern QUALIFIED = Pattern.compile("((?:[a-z]\\w*\\.)+)([A-Z]\\w*)");

  /** The type as source shows it, its packages moved to the imports. */
  private static String simple(TypeMirror type, Set<String> imports) {
    Matcher matcher = QUALIFIED.matcher(type.toString().replaceAll(",(?=\\S)", ", "));
    StringBuilder out = new StringBuilder();
    while (matcher.find()) {
      if (!matcher.group(1).equals("java.lang.")) {
        imports.add(matcher.group());
      }
      matcher.appendReplacement(out, "$2");
    }
    return matcher.appendTail(out).toString();
  }

  /**
   * What parameters are called, since the compiler keeps signatures without their names. A line has
   * a pattern for the interface, then patterns for {@code method#position/count:Type}, each with
   * its name; the equals sign stands for the type's own. The first that fits names the parameter.
   */
  private static final String NAMES =
      """
      ResultSet (get|update|find).*#1.*:int columnIndex (get|update|find).*#1.*:String columnLabel
      ResultSet (absolute|relative)#.* rows
      (Prepared|Callable)Statement .*#1.*:int parameterIndex .*#1.*:String parameterName
      ResultSetMetaData .* column
      ParameterMetaData .* parameter
      DatabaseMetaData .*#1.*:String catalog .*#2.*:String schemaPattern .*#3.*:String namePattern
      DatabaseMetaData .*Reference#4.* foreignCatalog .*#5.*:String foreignSchema
      DatabaseMetaData .*#6.*:String foreignTable .*#4.*:String columnNamePattern .*\\[] types
      DatabaseMetaData .*Convert#1.* fromType .*Convert#2.* toType .*#1.*:int type
      DatabaseMetaData .*#2.*:int concurrency .*#4.*:int scope .*Info#4.* unique
      DatabaseMetaData .*Info#5.* approximate .*:boolean nullable
      .* (prepare.*|execute.*|addBatch|nativeSQL)#1.*:String sql
      .* (prepare|execute).*#2/2:int autoGeneratedKeys .*:int\\[] columnIndexes
      .* .*:String\\[] columnNames .*:Object\\[] elements
      Connection (createStatement#1|prepare.*#2).*:int resultSetType
      Connection (createStatement#2|prepare.*#3).*:int concurrency
      Connection (createStatement#3|prepare.*#4).*:int holdability
      Connection .*Key.*#2.*:S.* superShardingKey .*Key.*:int seconds .*Timeout#2.* milliseconds
      Connection create.*#1.* typeName (getClientInfo|setSavepoint)#.*:String name
      Statement .*Identifier#1.* identifier .*Identifier#2.* alwaysQuote getMore.* current
      .* .*Object#3.*:int targetType .*Object#4.* scaleOrLength
      .* (register.*|setNull)#2.*:int sqlTypeCode (register.*|setNull)#3.*:String typeName
      .* (register.*#3|getBigDecimal#2).* scale
      Array .*:long index .*:int count
      N?Clob|Blob position#1.* pattern position#2.* start (get|set).*#1.*:long position
      N?Clob|Blob set.*#3.* offset .*:(long|int) length
      .* .*(Stream|Blob|Clob)#3.* length .*:InputStream stream .*:Map<.* typeMap .*:Class<.* type
      .* .*:(Array|Blob|Clob|Calendar|Executor|Properties|Reader|Savepoint|ShardingKey|SQLType) =
      """;

  private static List<String> names(String owner, String method, List<String> types) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < types.size(); i++) {
      String key = method + "#" + (i + 1) + "/" + types.size() + ":" + types.get(i);
      String name = name(owner, key).replace("=", types.get(i)).replace("SQL", "sql");
      if (name.isEmpty()) {
        boolean property = types.size() == 1 && method.startsWith("set");
        name = property ? method.substring("set".length()) : "value";
      }
      name = Character.toLowerCase(name.charAt(0)) + name.substring(1);
      if (!names.add(name)) {
        throw new IllegalStateException(key + " is a second " + name + ": give it a name");
      }
    }
    return List.copyOf(names);
  }

  private static String name(String owner, String key) {
    for (String line : NAMES.lines().toList()) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length && owner.matches(words[0]); i += 2) {
        if (key.matches(words[i])) {
          return words[i + 1];
        }
      }
    }
    return "";
  }
}
