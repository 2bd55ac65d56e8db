"""A minimal kind of record with pages, for the tests alone."""
