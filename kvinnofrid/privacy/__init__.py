"""Privacy papers [dataskyddshandlingar]: written from the running configuration, in Swedish."""
