"""Tags of the forms of this domain."""
