"""Interfaces for other systems to read what is published."""
