"""Records about people: the one way in, blocks, clearance, emergency openings, sealed fields."""
