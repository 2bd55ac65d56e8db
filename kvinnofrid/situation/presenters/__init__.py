"""Pages of the picture of the situation in words, pictures and files."""
