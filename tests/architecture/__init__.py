"""House rules as tests: what import-linter cannot see.

A rule is a function that returns the offences of a tree. Each is tried twice: on the project, which
must have none, and on a tiny bad example, which must be caught.
"""
