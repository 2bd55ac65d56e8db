"""Who read and wrote which record when, chained so that a change shows, and its review."""
