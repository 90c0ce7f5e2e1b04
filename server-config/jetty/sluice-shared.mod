# The module of a pool that belongs to the server, on Jetty 12 (ee10).
#
#   This file         → $JETTY_BASE/modules/sluice-shared.mod
#   sluice-shared.xml → $JETTY_BASE/etc/sluice-shared.xml, which declares the pool
#   sluice-*.jar      → $JETTY_BASE/lib/sluice: the class path of all applications of ee10. Leave
#                       both jars out of WEB-INF/lib: a second copy shares nothing with the first
#   postgresql-*.jar  → $JETTY_BASE/lib/sluice, beside it
#
# Switch it on, once: java -jar $JETTY_HOME/start.jar --add-modules=sluice-shared

[description]
Sluice: a PostgreSQL connection pool of the server, for the applications of ee10.

[environment]
ee10

[depend]
ee10-plus
ee10-annotations

[lib]
lib/sluice/*.jar

[xml]
etc/sluice-shared.xml
