"""Authorities, municipalities, counties and the like, and how they are grouped, over time."""
