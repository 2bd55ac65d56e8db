"""Retention [gallring]: what is due, who decides on it, its destruction and what then remains."""
