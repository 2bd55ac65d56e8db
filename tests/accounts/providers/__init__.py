"""Small but real identity providers for the tests, on this machine alone."""
