package dev.sluice.servers.jpa;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A row that JPA writes. */
@Entity
public class Account {
  @Id private String id;
  private long balance;

  /** For the provider. */
  protected Account() {}

  Account(String id) {
    this.id = id;
  }

  /** The key. */
  public String getId() {
    return id;
  }

  /** Always zero. */
  public long getBalance() {
    return balance;
  }
}
