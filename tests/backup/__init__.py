"""Backups: sound, sealed, complete, and harmless when something goes wrong."""
