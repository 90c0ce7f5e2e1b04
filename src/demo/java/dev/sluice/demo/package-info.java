/**
 * The demo: a real PostgreSQL, a Tomcat, and a small bank that declares its pool with the file that
 * a person would copy, {@code server-config/tomcat/context.xml}.
 */
package dev.sluice.demo;
