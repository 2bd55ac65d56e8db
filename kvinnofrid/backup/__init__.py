"""Backups: made while the system writes, sealed for a key kept elsewhere, proved by restoring."""
