"""What the pages show: from a board to tables, charts, sentences and files. No page asks twice."""
