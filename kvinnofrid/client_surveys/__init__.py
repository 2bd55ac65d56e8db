"""Client surveys: what a client thinks of the help, asked by code, read only as many together."""
