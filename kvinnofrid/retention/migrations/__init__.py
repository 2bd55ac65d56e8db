"""The tables of retention, in the order they came to be."""
