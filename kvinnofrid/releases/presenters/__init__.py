"""What the pages of releases show: public ones, those of who makes releases, and files."""
