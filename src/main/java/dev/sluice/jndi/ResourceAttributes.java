package dev.sluice.jndi;

import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that a server passes to an object factory.
 *
 * @param resource the resource's name, as far as the server tells it
 * @param key what tells this resource from others of its owner: the name without its context, or
 *     the name's last part on servers that ask for one resource under several names
 * @param attributes what the administrator wrote, by name, in the order in which it came
 * @param declared where, as far as the reference and the way to it tell
 * @param closedByServer whether the server closes what the factory builds, when the application has
 *     stopped and its listeners have been told
 */
public record ResourceAttributes(
    String resource,
    String key,
    Map<String, String> attributes,
    Declared declared,
    boolean closedByServer) {

  /** Where a resource is declared. */
  public enum Declared {
    /** Nothing but the resource's name can tell. */
    NOT_TOLD,
    /** In the application, by a reference of the kind that Tomcat and TomEE have for that. */
    BY_APPLICATION,
    /** In the server, of whose resource the application has a link, as on Tomcat. */
    BY_SERVER
  }

  /** What servers add to the administrator's attributes. */
  private static final Set<String> ADDED_BY_SERVERS =
      Set.of("scope", "auth", "singleton", "factory", "description", "closeMethod", "type");

  private static final String NAMING_PREFIX = "java.naming.";
  private static final String TOMCAT_REFERENCES = "org.apache.naming.";
  private static final String TOMCAT_LINKS = "org.apache.naming.factory.ResourceLinkFactory";
  private static final Pattern ENCODED_FOR_LIBERTY =
      Pattern.compile("\\{(xor|aes)}[A-Za-z0-9+/=]*");
  private static final String NAMELESS = "(without a name)";

  /** What stands before a name and says where it was looked up: {@code java:comp/env/}. */
  private static final Pattern CONTEXT =
      Pattern.compile("java:((comp/env|comp|module|app|global|jboss)/)?/*");

  /** Servers that pass no more than the last part of a name, or also more of it. */
  private static final String JETTY = "org.eclipse.jetty.";

  /** Keeps the attributes from changing. */
  public ResourceAttributes {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /**
   * Reads what {@link javax.naming.spi.ObjectFactory#getObjectInstance} was called with. Where
   * there is a reference, the environment holds the server's own settings and is not looked at;
   * WildFly passes the resource's name as a string, and the attributes in the environment.
   *
   * @param context the context that the server passed, or null
   * @param factory the class name of the factory that was called
   * @return null if the object is none of this factory's
   * @throws NamingException if the reference names a place to load the factory's class from, or a
   *     value in it is no text, or still encoded
   */
  public static @Nullable ResourceAttributes read(
      @Nullable Object object,
      @Nullable Name name,
      @Nullable Context context,
      @Nullable Map<?, ?> environment,
      String factory)
      throws NamingException {
    if (object instanceof Reference reference) {
      boolean lastPartOnly = isOfTomcat(reference) || isOfJetty(context, environment);
      return ofReference(reference, name, lastPartOnly, factory);
    }
    if (object instanceof String resource && environment != null) {
      return ofEnvironment(resource, environment);
    }
    return null;
  }

  private static @Nullable ResourceAttributes ofReference(
      Reference reference, @Nullable Name name, boolean lastPartOnly, String factory)
      throws NamingException {
    if (!isFor(factory, reference)) {
      return null;
    }
    String resource = name == null ? NAMELESS : name.toString();
    String location = reference.getFactoryClassLocation();
    if (location != null && !location.isEmpty()) {
      throw new NamingException(
          "Resource "
              + resource
              + " is refused: its reference names a place to load the factory class from. Remove"
              + " factoryClassLocation; the class comes from the class path.");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    Enumeration<RefAddr> addresses = reference.getAll();
    while (addresses.hasMoreElements()) {
      RefAddr address = addresses.nextElement();
      if (!ADDED_BY_SERVERS.contains(address.getType()) && address.getContent() != null) {
        String text = text(resource, address);
        refuseEncoded(resource, address.getType(), text);
        attributes.put(address.getType(), text);
      }
    }
    return new ResourceAttributes(
        resource,
        key(resource, lastPartOnly),
        attributes,
        declared(reference),
        isClosedByServer(reference));
  }

  private static String key(String resource, boolean lastPartOnly) {
    return lastPartOnly
        ? resource.substring(resource.lastIndexOf('/') + 1)
        : CONTEXT.matcher(resource).replaceFirst("");
  }

  /**
   * Tomcat closes what is AutoCloseable and not looked up anew each time, unless the resource names
   * another method or none; TomEE, which has Tomcat's references, does not do so in each case.
   */
  private static boolean isClosedByServer(Reference reference) {
    return isOfTomcat(reference)
        && !isTomEE(reference.getClass().getClassLoader())
        && isOrIsNotSaid(reference, "singleton", "true")
        && isOrIsNotSaid(reference, "closeMethod", "close");
  }

  private static boolean isOrIsNotSaid(Reference reference, String type, String value) {
    RefAddr address = reference.get(type);
    return address == null || value.equals(address.getContent());
  }

  private static boolean isTomEE(@Nullable ClassLoader tomcat) {
    try {
      Class.forName("org.apache.openejb.OpenEJB", false, tomcat);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static boolean isOfTomcat(Reference reference) {
    return reference.getClass().getName().startsWith(TOMCAT_REFERENCES);
  }

  private static boolean isOfJetty(@Nullable Context context, @Nullable Map<?, ?> environment) {
    boolean told = context != null && context.getClass().getName().startsWith(JETTY);
    return told
        || (environment != null
            && environment.values().stream()
                .anyMatch(value -> value instanceof String text && text.startsWith(JETTY)));
  }

  /**
   * Tomcat's reference is the same for its own resources and an application's. Its own are built
   * when the server starts, or later (after a failure, or with {@code singleton="false"} each time)
   * in a lookup by an application's {@code ResourceLink}; nothing but the calls in between tells.
   */
  private static Declared declared(Reference reference) {
    if (!isOfTomcat(reference)) {
      return Declared.NOT_TOLD;
    }
    boolean linked =
        StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(frame -> TOMCAT_LINKS.equals(frame.getClassName())));
    return linked ? Declared.BY_SERVER : Declared.BY_APPLICATION;
  }

  /** What Liberty's securityUtility has encoded and Liberty has not decoded is of no use. */
  private static void refuseEncoded(String resource, String attribute, String text)
      throws NamingException {
    if (ENCODED_FOR_LIBERTY.matcher(text).matches()) {
      throw new NamingException(
          "Resource "
              + resource
              + ": the value of "
              + attribute
              + " is encoded, and the server has not decoded it. Write decode=\"true\" at its"
              + " jndiReferenceEntry.");
    }
  }

  /** Strings mostly; but a server that decodes secrets may hand them over as characters. */
  private static String text(String resource, RefAddr address) throws NamingException {
    Object content = address.getContent();
    if (content instanceof char[] characters) {
      return new String(characters);
    }
    if (content instanceof CharSequence
        || content instanceof Number
        || content instanceof Boolean) {
      return content.toString();
    }
    throw new NamingException(
        "Resource "
            + resource
            + ": the value of "
            + address.getType()
            + " is no text but a "
            + content.getClass().getTypeName()
            + ". Give it as a string.");
  }

  /** Tomcat's references name Tomcat's own factory, and the administrator's as an address. */
  private static boolean isFor(String factory, Reference reference) {
    String wanted = reference.getFactoryClassName();
    RefAddr address = reference.get("factory");
    boolean named = address != null && factory.equals(address.getContent());
    return wanted == null ? named || address == null : named || wanted.equals(factory);
  }

  private static @Nullable ResourceAttributes ofEnvironment(
      String resource, Map<?, ?> environment) {
    Map<String, String> attributes = new LinkedHashMap<>();
    environment.forEach(
        (key, value) -> {
          String attribute = String.valueOf(key);
          if (!attribute.startsWith(NAMING_PREFIX) && value instanceof String text) {
            attributes.put(attribute, text);
          }
        });
    return attributes.isEmpty()
        ? null
        : new ResourceAttributes(
            resource, key(resource, false), attributes, Declared.NOT_TOLD, false);
  }

  /** The attributes' names; their values may be secrets. */
  @Override
  public String toString() {
    return "ResourceAttributes[" + resource + ", " + attributes.keySet() + "]";
  }
}
