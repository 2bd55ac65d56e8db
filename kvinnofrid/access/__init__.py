"""Who may do what: one pure decision over one table. Knows nothing of Django or of a database."""
