"""Kvinnofrid: follow-up, comparison and safe statistics about violence in close relationships."""
