"""The one place where tables made in spreadsheet programs are read and written.

Read with :func:`kvinnofrid.spreadsheets.reading.read_table`; write with
:func:`kvinnofrid.spreadsheets.writing.csv_bytes` and
:func:`kvinnofrid.spreadsheets.writing.xlsx_bytes`.

This file imports nothing: the worker process that parses files from outside imports the package
and must start quickly with the standard library alone.
"""
