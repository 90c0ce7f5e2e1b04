package dev.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.jndi.Owner;
import dev.sluice.jndi.ResourceAttributes;
import dev.sluice.testing.FakeApplication;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is whose child, and whose a resource is for it. */
class ClassLoadersTest {
  private final ClassLoader own = ClassLoaders.class.getClassLoader();
  private final FakeApplication application = new FakeApplication();

  private static ResourceAttributes named(String resource) {
    return new ResourceAttributes(
        resource, resource, Map.of(), ResourceAttributes.Declared.NOT_TOLD, false);
  }

  @Test
  void aLoaderDescendsFromItsParentsAndNotFromItself() {
    FakeApplication nested = new FakeApplication(application.loader());

    assertThat(ClassLoaders.descends(application.loader(), own)).isTrue();
    assertThat(ClassLoaders.descends(nested.loader(), own)).isTrue();
    assertThat(ClassLoaders.descends(nested.loader(), application.loader())).isTrue();
    assertThat(ClassLoaders.descends(application.loader(), nested.loader())).isFalse();
    assertThat(ClassLoaders.descends(own, own)).isFalse();
  }

  @Test
  void aLoaderThatFindsTheClassesWithoutDescendingFromTheirsSeesThemAndIsAnApplications() {
    ClassLoader asking =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            return Class.forName(name, false, own);
          }
        };

    assertThat(ClassLoaders.descends(asking, own)).isFalse();
    assertThat(ClassLoaders.sees(asking, ClassLoaders.class)).isTrue();
    assertThat(ClassLoaders.sees(ClassLoader.getPlatformClassLoader(), ClassLoaders.class))
        .isFalse();
    assertThat(OwnerFinder.find(named("java:app/a"), asking))
        .isEqualTo(new Owner.Application(asking));
  }

  @Test
  void aResourceThatTheServerDeclaresIsTheServersWhateverItsName() {
    assertThat(OwnerFinder.find(declaredByServer(), application.loader()))
        .isEqualTo(new Owner.Server());
  }

  @Test
  void aResourceOfTheServerIsNotBuiltByAnApplicationsCopy() {
    assertThatThrownBy(() -> OwnerFinder.find(declaredByServer(), own))
        .isInstanceOf(MisplacedJarException.class)
        .hasMessageContaining("java:comp/shared")
        .hasMessageContaining("server's lib folder")
        .hasMessageContaining("WEB-INF/lib");
  }

  private static ResourceAttributes declaredByServer() {
    return new ResourceAttributes(
        "java:comp/shared",
        "java:comp/shared",
        Map.of(),
        ResourceAttributes.Declared.BY_SERVER,
        false);
  }

  @Test
  void theBootstrapLoaderIsEverybodysAncestor() {
    assertThat(ClassLoaders.descends(own, null)).isTrue();
  }

  @Test
  void aClassIsFoundInThePlaceThatItCameFrom() {
    assertThat(ClassLoaders.places(own, ClassLoaders.class))
        .singleElement()
        .asString()
        .startsWith("file:")
        .endsWith("/");
  }

  @Test
  void aNameOfAnApplicationsOwnTreeMeansTheApplication() {
    for (String name : new String[] {"java:app/jdbc/a", "java:module/a", "java:comp/env/jdbc/a"}) {
      assertThat(OwnerFinder.find(named(name), application.loader()))
          .as(name)
          .isEqualTo(new Owner.Application(application.loader()));
    }
  }

  @Test
  void aReferenceOfTheServersKindForApplicationsMeansTheApplication() {
    assertThat(
            OwnerFinder.find(
                new ResourceAttributes(
                    "app", "app", Map.of(), ResourceAttributes.Declared.BY_APPLICATION, false),
                application.loader()))
        .isEqualTo(new Owner.Application(application.loader()));
  }

  @Test
  void anyOtherNameMeansTheServer() {
    assertThat(OwnerFinder.find(named("jdbc/a"), application.loader()))
        .isEqualTo(new Owner.Server());
    assertThat(OwnerFinder.find(named("java:global/a"), application.loader()))
        .isEqualTo(new Owner.Server());
  }

  @Test
  void whoBroughtTheClassesOrIsNoApplicationIsTheServer() {
    assertThat(OwnerFinder.find(named("java:app/a"), own)).isEqualTo(new Owner.Server());
    assertThat(OwnerFinder.find(named("java:app/a"), null)).isEqualTo(new Owner.Server());
    assertThat(OwnerFinder.find(named("java:app/a"), ClassLoader.getPlatformClassLoader()))
        .isEqualTo(new Owner.Server());
  }
}
