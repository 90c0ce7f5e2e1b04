package dev.sluice.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.HashMap;
import java.util.Map;
import javax.naming.BinaryRefAddr;
import javax.naming.CompositeName;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import org.junit.jupiter.api.Test;

class ResourceAttributesTest {
  private static final String OURS = "dev.sluice.SluiceDataSourceFactory";
  private static final String URL = "jdbc:postgresql://db/app";

  private static Reference reference(String factory, String... attributes) {
    Reference reference = new Reference("javax.sql.DataSource", factory, null);
    for (int i = 0; i < attributes.length; i += 2) {
      reference.add(new StringRefAddr(attributes[i], attributes[i + 1]));
    }
    return reference;
  }

  private static ResourceAttributes read(Object object) throws NamingException {
    return ResourceAttributes.read(object, new CompositeName("jdbc/app"), null, null, OURS);
  }

  /** Content that is neither a string nor an array of bytes: a server's decoded secret. */
  private static final class Decoded extends RefAddr {
    private static final long serialVersionUID = 1;
    private final Object content;

    Decoded(String type, Object content) {
      super(type);
      this.content = content;
    }

    @Override
    public Object getContent() {
      return content;
    }
  }

  @Test
  void theAttributesOfAReferenceComeInTheirOrderUnderTheGivenName() throws Exception {
    ResourceAttributes asked = read(reference(OURS, "url", URL, "maxSize", "7", "user", "u"));

    assertThat(asked.resource()).isEqualTo("jdbc/app");
    assertThat(asked.attributes())
        .containsExactly(entry("url", URL), entry("maxSize", "7"), entry("user", "u"));
    assertThat(asked.declared()).isEqualTo(ResourceAttributes.Declared.NOT_TOLD);
  }

  @Test
  void whatTomcatAddsToAReferenceIsNoAttribute() throws Exception {
    Reference reference =
        reference(
            OURS,
            "scope",
            "Shareable",
            "auth",
            "Container",
            "singleton",
            "false",
            "factory",
            OURS,
            "description",
            "d",
            "closeMethod",
            "close",
            "url",
            URL);

    assertThat(read(reference).attributes()).containsExactly(entry("url", URL));
  }

  @Test
  void aReferenceThatNamesTomcatsFactoryIsOursIfItsAddressNamesOurs() throws Exception {
    Reference reference =
        reference("org.apache.naming.factory.ResourceFactory", "factory", OURS, "url", URL);

    assertThat(read(reference).attributes()).containsExactly(entry("url", URL));
  }

  @Test
  void aReferenceForAnotherFactoryIsNotOurs() throws Exception {
    assertThat(read(reference("com.example.OtherFactory", "url", URL))).isNull();
    assertThat(read(reference("com.example.OtherFactory", "factory", "com.example.More"))).isNull();
  }

  @Test
  void aReferenceThatNamesAnotherFactoryByItsAddressAloneIsNotOurs() throws Exception {
    assertThat(read(reference(null, "factory", "com.example.OtherFactory", "url", URL))).isNull();
    assertThat(read(reference(null, "factory", OURS, "url", URL))).isNotNull();
  }

  @Test
  void whatIsNoReferenceIsNotOurs() throws Exception {
    assertThat(read(null)).isNull();
    assertThat(read(42)).isNull();
    assertThat(read("jdbc/app")).isNull();
    assertThat(ResourceAttributes.read("jdbc/app", null, null, new HashMap<>(), OURS)).isNull();
  }

  @Test
  void aPlaceToLoadTheFactoryFromIsRefused() {
    Reference reference =
        new Reference("javax.sql.DataSource", OURS, "http://attacker.example/classes");

    assertThatThrownBy(() -> read(reference))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("jdbc/app")
        .hasMessageContaining("factoryClassLocation");
  }

  @Test
  void aSecretThatTheServerDecodedIsReadWhateverItsType() throws Exception {
    Reference reference = reference(OURS, "url", URL);
    reference.add(new Decoded("password", "s3cret".toCharArray()));
    reference.add(new Decoded("user", java.nio.CharBuffer.wrap("u")));
    reference.add(new Decoded("maxSize", 7));
    reference.add(new Decoded("minSize", null));

    assertThat(read(reference).attributes())
        .containsOnly(
            entry("url", URL),
            entry("password", "s3cret"),
            entry("user", "u"),
            entry("maxSize", "7"));
  }

  @Test
  void whatLibertyWasToDecodeIsRefusedWithoutBeingShown() throws Exception {
    for (String encoded : new String[] {"{xor}PDA+Lw==", "{aes}ARQyCmL8zO+/8A=="}) {
      assertThatThrownBy(() -> read(reference(OURS, "url", URL, "password", encoded)))
          .isInstanceOf(NamingException.class)
          .hasMessageContaining("jdbc/app")
          .hasMessageContaining("password")
          .hasMessageContaining("decode=\"true\"")
          .hasMessageNotContaining(encoded);
    }
    assertThat(read(reference(OURS, "url", URL, "password", "{xor} it is")).attributes())
        .containsEntry("password", "{xor} it is");
  }

  @Test
  void bytesAreNoTextAndRefusedWithoutBeingShown() {
    Reference reference = reference(OURS, "url", URL);
    reference.add(new BinaryRefAddr("password", new byte[] {115, 51}));

    assertThatThrownBy(() -> read(reference))
        .isInstanceOf(NamingException.class)
        .hasMessageContaining("jdbc/app")
        .hasMessageContaining("password")
        .hasMessageNotContaining("[B");
  }

  @Test
  void aNameWithAnEnvironmentIsHowWildFlyAsks() throws Exception {
    Map<Object, Object> environment = new HashMap<>();
    environment.put("url", URL);
    environment.put("java.naming.factory.initial", "org.jboss.as.naming.InitialContextFactory");
    environment.put("password", "s3cret");

    ResourceAttributes asked =
        ResourceAttributes.read("java:jboss/datasources/app", null, null, environment, OURS);

    assertThat(asked.resource()).isEqualTo("java:jboss/datasources/app");
    assertThat(asked.attributes()).containsOnly(entry("url", URL), entry("password", "s3cret"));
  }

  @Test
  void whereThereIsAReferenceTheEnvironmentIsNotLookedAt() throws Exception {
    Map<Object, Object> environment = new HashMap<>();
    environment.put("maxSize", "99");
    environment.put("org.server.setting", "x");

    ResourceAttributes asked =
        ResourceAttributes.read(reference(OURS, "url", URL), null, null, environment, OURS);

    assertThat(asked.attributes()).containsExactly(entry("url", URL));
  }

  @Test
  void itsTextShowsNoValue() throws Exception {
    assertThat(read(reference(OURS, "url", "jdbc:postgresql://db/app?password=p1", "user", "u1")))
        .asString()
        .contains("jdbc/app", "url", "user")
        .doesNotContain("p1", "u1", "postgresql");
  }
}
