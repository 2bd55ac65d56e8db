"""The privacy papers: they follow the configuration and mark what is to be filled in."""
