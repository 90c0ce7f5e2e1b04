package dev.sluice.servers.cases;

/** What can be tried wherever applications can be deployed and undeployed, beside injection. */
public interface DeployerCases extends AttributeCases, IdentityCases, LoadCases, UndeployCases {}
