"""Interfaces for other systems to read what is published: a Kolada-shaped one and our own."""
