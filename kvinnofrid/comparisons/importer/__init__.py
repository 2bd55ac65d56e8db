"""Importing the answers of a round from a file somebody made in a spreadsheet program.

`shapes` finds out how the table is laid out, `matching` what each word in it means, `refusals` says
what could not be understood, and `run` does the whole of it, all or nothing.
"""
