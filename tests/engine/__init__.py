"""The engine: what may be asked, and that every database counts the same."""
