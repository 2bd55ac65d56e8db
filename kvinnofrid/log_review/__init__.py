"""Reviewing the audit log: what was chosen and why, what came of it, extracts, the proof."""
