"""Releases: figures that are checked, approved by two, frozen and signed, and the only way out."""
