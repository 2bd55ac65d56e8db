"""Retention: rules, disposals by two, destruction that stays, and the file that remembers."""
