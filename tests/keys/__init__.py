"""Tests of identity numbers, tokens, envelopes and the key service."""
