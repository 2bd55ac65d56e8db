"""A unit's own results, the same day: read, guarded and shown to its staff. Keeps nothing."""
