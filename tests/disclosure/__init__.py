"""Disclosure control: known optima, an attacker by brute force, and what must be refused."""
