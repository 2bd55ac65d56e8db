"""The public face: the start page and the pages that belong to no other domain."""
