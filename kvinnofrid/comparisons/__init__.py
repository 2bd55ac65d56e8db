"""Open comparisons: survey rounds, answers, and what they show side by side."""
