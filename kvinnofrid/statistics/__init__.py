"""Shares, rankings and distances: how figures are counted. Knows nothing of Django."""
