/** The bank: the application that the demo deploys. Its pool is in its own WEB-INF/lib. */
package dev.sluice.demo.app;
