package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The layers, and what each may import. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] ALWAYS = {"java..", "javax.sql..", "org.jspecify.."};

  private static ArchRule only(String layer, String... others) {
    String[] allowed = new String[ALWAYS.length + others.length + 1];
    System.arraycopy(ALWAYS, 0, allowed, 0, ALWAYS.length);
    System.arraycopy(others, 0, allowed, ALWAYS.length, others.length);
    allowed[allowed.length - 1] = "dev.sluice." + layer;
    return classes()
        .that()
        .resideInAPackage("dev.sluice." + layer)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed);
  }

  @ArchTest static final ArchRule CORE_STANDS_ALONE = only("core");

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_SQL_NO_LOGGER_NO_IO =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.core")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "java.io..", "java.nio..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java.lang.System\\$Logger.*|java.util.logging..*");

  @ArchTest static final ArchRule CONFIG_STANDS_ALONE = only("config");

  @ArchTest
  static final ArchRule JDBC_STANDS_ON_CORE =
      only("jdbc", "dev.sluice.core", "javax.xml.transform..");

  @ArchTest
  static final ArchRule POSTGRES_IS_A_KIND_OF_JDBC =
      only(
          "postgres",
          "dev.sluice.core",
          "dev.sluice.config",
          "dev.sluice.jdbc",
          "org.postgresql..",
          "javax.net..",
          "jdk.net..");

  @ArchTest static final ArchRule JNDI = only("jndi", "dev.sluice.config", "javax.naming..");

  @ArchTest
  static final ArchRule LIFECYCLE =
      only(
          "lifecycle",
          "dev.sluice.core",
          "dev.sluice.jndi",
          "dev.sluice.config",
          "dev.sluice.observe",
          "jakarta..");

  @ArchTest static final ArchRule OBSERVE = only("observe", "dev.sluice.core");

  @ArchTest
  static final ArchRule NOBODY_IMPORTS_THE_FACE =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice");

  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("dev.sluice.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_THREAD_LOCALS =
      noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);
}
