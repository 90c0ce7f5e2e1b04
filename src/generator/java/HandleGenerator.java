import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.net.URI;
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
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
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

  /** What a session is changed by: goes through the attributes that are put back at return. */
  private static final Pattern TRACKED =
      Pattern.compile(
          "getTypeMap|set(AutoCommit|Catalog|Holdability|NetworkTimeout|ReadOnly|Schema"
              + "|TransactionIsolation|TypeMap)");

  private static final List<Shape> SHAPES =
      List.of(
          new Shape("Connection", "", "abort close isClosed isValid setClientInfo"),
          new Shape("Statement", "Made", "close closeOnCompletion getConnection isClosed"),
          new Shape("PreparedStatement", "StatementHandle", ""),
          new Shape("CallableStatement", "PreparedStatementHandle", ""),
          new Shape("ResultSet", "Made", "close getStatement isClosed"),
          new Shape("DatabaseMetaData", "Made", "getConnection"),
          new Shape("ParameterMetaData", "Made", ""),
          new Shape("ResultSetMetaData", "Made", ""),
          new Shape("Array", "Made", ""),
          new Shape("Blob", "Made", ""),
          new Shape("Clob", "Made", ""),
          new Shape("NClob", "Made", ""),
          new Shape("SQLXML", "Made", ""));

  private final Elements elements;
  private final Path directory;

  private HandleGenerator(Elements elements, Path directory) {
    this.elements = elements;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]).resolve(PACKAGE.replace('.', '/'));
    JavaFileObject anything =
        new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return "interface A {}";
          }
        };
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("--release", "17"), null, List.of(anything));
    task.analyze();
    HandleGenerator generator = new HandleGenerator(task.getElements(), directory);
    Files.createDirectories(directory);
    Set<Path> written = new TreeSet<>();
    for (Shape shape : SHAPES) {
      written.add(generator.write(shape));
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
      return (isComplete() ? "class " : "abstract class ")
          + className()
          + (isRoot() ? "" : " extends " + base)
          + " implements "
          + name;
    }
  }

  /** Whether a value of this type leads to the driver, and goes out as a handle. */
  private static boolean isWrapped(String type) {
    return type.equals("Object")
        || SHAPES.stream().anyMatch(shape -> shape.name.equals(type) && !shape.isRoot());
  }

  private Path write(Shape shape) throws IOException {
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
    List<ExecutableElement> methods = methods(shape);
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
  private List<ExecutableElement> methods(Shape shape) {
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
    String call =
        (tracked ? "session." : "delegate.") + name + "(" + String.join(", ", arguments) + ")";
    if (result.equals("T")) {
      call = "wrap(" + call + ", type)";
    } else if (!tracked && isWrapped(result)) {
      call = "wrap(" + call + ")";
    }
    String line = (result.equals("void") ? "      " : "      return ") + call + ";";
    if (line.length() > LINE_LENGTH) {
      line = line.replaceFirst("\\(", "(\n          ");
    }
    return out.append("    try {\n")
        .append(line)
        .append("\n    } catch (SQLException failure) {\n")
        .append("      throw failed(failure);\n    }\n  }\n")
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
    String list = String.join(", ", parameters) + ")";
    String end = method.getThrownTypes().isEmpty() ? " {" : " throws SQLException {";
    if ((start + list + end).length() <= LINE_LENGTH) {
      return start + list + end + "\n";
    }
    boolean fits = (start + list).length() <= LINE_LENGTH;
    return start + (fits ? "" : "\n      ") + list + "\n     " + end + "\n";
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
   * What parameters are called: the compiler keeps the signatures without their names. The first
   * pattern that fits {@code Interface.method#position/count:Type} names the parameter.
   */
  private static final String NAMES =
      """
      ResultSet[.](get|update|find)\\w+#1.*:int                     columnIndex
      ResultSet[.](get|update|find)\\w+#1.*:String                  columnLabel
      (Prepared|Callable)Statement[.]\\w+#1.*:int                   parameterIndex
      (Prepared|Callable)Statement[.]\\w+#1.*:String                parameterName
      ResultSetMetaData[.].*                                       column
      ParameterMetaData[.].*                                       parameter
      DatabaseMetaData[.]\\w+#1.*:String                            catalog
      DatabaseMetaData[.]\\w+#2.*:String                            schemaPattern
      DatabaseMetaData[.]\\w+#3.*:String                            namePattern
      DatabaseMetaData[.]getCrossReference#4.*                     foreignCatalog
      DatabaseMetaData[.]getCrossReference#5.*                     foreignSchema
      DatabaseMetaData[.]getCrossReference#6.*                     foreignTable
      DatabaseMetaData[.]\\w+#4.*:String                            columnNamePattern
      DatabaseMetaData[.].*:(String|int)\\[]                        types
      DatabaseMetaData[.]supportsConvert#1.*                       fromType
      DatabaseMetaData[.]supportsConvert#2.*                       toType
      DatabaseMetaData[.].*#1/\\d:int                               type
      DatabaseMetaData[.].*#2/\\d:int                               concurrency
      DatabaseMetaData[.].*#4/\\d:int                               scope
      DatabaseMetaData[.]getIndexInfo#4.*                          unique
      DatabaseMetaData[.]getIndexInfo#5.*                          approximate
      DatabaseMetaData[.].*:boolean                                nullable
      \\w+[.](prepare\\w+|execute\\w*|addBatch|nativeSQL)#1.*:String  sql
      \\w+[.](prepare|execute)\\w*#2/2:int                           autoGeneratedKeys
      Connection[.](createStatement#1|prepare\\w+#2).*:int          resultSetType
      Connection[.](createStatement#2|prepare\\w+#3).*:int          concurrency
      Connection[.](createStatement#3|prepare\\w+#4).*:int          holdability
      Connection[.]setShardingKey\\w*#2.*:ShardingKey               superShardingKey
      Connection[.]setShardingKey\\w*#\\d.*:int                      timeoutSeconds
      Connection[.]setNetworkTimeout#2.*                           milliseconds
      Connection[.]create\\w+#1.*:String                            typeName
      Connection[.](getClientInfo|setSavepoint)#.*:String          name
      Statement[.](enquoteIdentifier|isSimple\\w+)#1.*              identifier
      Statement[.]enquoteIdentifier#2.*                            alwaysQuote
      Statement[.]getMoreResults#1.*                               current
      ResultSet[.](absolute#1|relative#1).*                        rows
      \\w+[.](setObject|updateObject)#3.*:int                       targetType
      \\w+[.](registerOutParameter|setNull)#2.*:int                 sqlTypeCode
      \\w+[.](registerOutParameter|setNull)#3.*:String              typeName
      \\w+[.]\\w+Object#4.*                                          scaleOrLength
      \\w+[.](registerOutParameter#3|getBigDecimal#2).*:int         scale
      Array[.]\\w+#.*:long                                          index
      Array[.]\\w+#.*:int                                           count
      N?Clob[.]position#1.*|Blob[.]position#1.*                    pattern
      (N?Clob|Blob)[.]position#2.*                                 start
      (N?Clob|Blob)[.](get|set)\\w+#1.*:long                        position
      (N?Clob|Blob)[.]set\\w+#3.*                                   offset
      (N?Clob|Blob)[.]\\w+#.*:(long|int)                            length
      \\w+[.]\\w+(Stream|Blob|Clob)#3.*                              length
      .*:int\\[]                                                   columnIndexes
      .*:String\\[]                                                columnNames
      .*:Object\\[]                                                elements
      .*:Map<.*                                                    typeMap
      .*:Class<.*                                                  type
      .*:InputStream                                               stream
      .*:(Array|Blob|Calendar|Clob|Executor|Properties|Reader|Savepoint|ShardingKey|SQLType) =
      """;

  private static List<String> names(String owner, String method, List<String> types) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < types.size(); i++) {
      String type = types.get(i);
      String key = owner + "." + method + "#" + (i + 1) + "/" + types.size() + ":" + type;
      String name =
          NAMES
              .lines()
              .map(line -> line.split(" +"))
              .filter(rule -> key.matches(rule[0]))
              .map(rule -> rule[1].equals("=") ? type : rule[1])
              .findFirst()
              .orElse(
                  types.size() == 1 && method.startsWith("set") ? method.substring(3) : "value");
      name = name.matches("SQL.*") ? "sql" + name.substring(3) : name;
      name = Character.toLowerCase(name.charAt(0)) + name.substring(1);
      if (!names.add(name)) {
        throw new IllegalStateException(key + " is a second " + name + ": give it a name");
      }
    }
    return List.copyOf(names);
  }
}
