package dev.sluice.config;

import java.util.List;
import java.util.stream.Collectors;

/** The table of attributes as the README shows it. */
final class AttributeTableMarkdown {
  private final StringBuilder text = new StringBuilder();

  private AttributeTableMarkdown() {}

  static String render() {
    AttributeTableMarkdown markdown = new AttributeTableMarkdown();
    markdown.attributes();
    markdown.aliases();
    markdown.properties();
    markdown.peers();
    return markdown.text.toString();
  }

  private void attributes() {
    row("attribute", "default", "allowed", "meaning");
    row("---", "---", "---", "---");
    for (Attribute<?> a : AttributeTable.all()) {
      String unit = a.bareUnit().isEmpty() ? "" : "; a bare number is in " + a.bareUnit();
      row("`" + a.name() + "`", a.defaultText(), a.allowed() + unit, a.help());
    }
    row(
        "`pg.<property>`",
        "pgjdbc's own",
        "see below",
        "A connection property of pgjdbc that is on the allow-list.");
  }

  private void aliases() {
    heading("Names of other pools that work as they are");
    row("name", "from", "is", "unit and special values");
    row("---", "---", "---", "---");
    for (Attribute<?> attribute : AttributeTable.all()) {
      for (Spelling<?> alias : attribute.aliases()) {
        String unit =
            alias.meaning().isEmpty() && !attribute.bareUnit().isEmpty()
                ? attribute.bareUnit()
                : alias.meaning();
        row("`" + alias.name() + "`", alias.origin(), "`" + attribute.name() + "`", unit);
      }
    }
    DriverProperties.LISTS.keySet().stream()
        .sorted()
        .forEach(
            name ->
                row(
                    "`" + name + "`",
                    DriverProperties.LISTS.get(name),
                    "`pg.<property>`",
                    "`key=value;key=value`"));
    row("`dataSource.<setter>`", "HikariCP", "`pg.<property>`", "as PGSimpleDataSource names it");
    row("`defaultQueryTimeout`", "DBCP", "`pg.queryTimeout`", "seconds");
    row("`networkTimeout`", "Agroal", "`pg.socketTimeout`", "ISO-8601; also `_ms`, `_s`, `_m`");
  }

  private void properties() {
    heading("Properties of pgjdbc");
    line("Allowed under `pg.`, in the URL's query and in the names above that hold properties:");
    line("");
    line(names(PgProperty.Allowed.class) + ".");
    line("");
    line(
        "Refused, unless the JVM's system property `"
            + PgProperties.ALLOWED
            + "` names them (with commas between):");
    line("");
    row("property", "because it");
    row("---", "---");
    for (PgProperty property : PgProperties.all()) {
      if (property.use() instanceof PgProperty.Refused) {
        row("`" + property.name() + "`", property.use().text());
      }
    }
  }

  private static String names(Class<? extends PgProperty.Use> use) {
    return PgProperties.all().stream()
        .filter(property -> use.isInstance(property.use()))
        .map(property -> "`" + property.name() + "`")
        .collect(Collectors.joining(", "));
  }

  private void peers() {
    heading("Names of other pools that are accepted, with a line in the log");
    row("name", "from", "what happens instead");
    row("---", "---", "---");
    peers(PeerNames.all().stream().filter(p -> !p.instead().isEmpty()).toList(), false);
    heading("Names and values of other pools that are refused");
    row("name", "from", "why");
    row("---", "---", "---");
    peers(PeerNames.all().stream().filter(p -> !p.refusal().isEmpty()).toList(), true);
  }

  private void peers(List<PeerName> peers, boolean refused) {
    for (PeerName peer : peers) {
      row("`" + peer.name() + "`", peer.origin(), refused ? peer.refusal() : peer.instead());
    }
  }

  private void heading(String title) {
    line("");
    line("#### " + title);
    line("");
  }

  private void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
