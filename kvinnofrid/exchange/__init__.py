"""Data in and out of a unit: coded files for its own analyst, and what other systems bring."""
