"""What can go wrong, said in Swedish so that whoever made the table can put it right."""


class DisclosureError(Exception):
    """Something is wrong: what, where, and what to do about it. Nothing has been written."""

    def __init__(self, what: str, remedy: str, *, where: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(
            " ".join(part for part in (f"{where}:" if where else "", what, remedy) if part)
        )


class TableError(DisclosureError):
    """The table or a hierarchy is not whole: codes, counts or sums are wrong or missing."""


class TooLargeError(DisclosureError):
    """The table has more cells than can be protected in the memory there is."""


class ImpossibleError(DisclosureError):
    """No pattern protects some cell: even with everything hidden that may be hidden."""


class SolverError(DisclosureError):
    """The solver of linear programs ended without an answer. Nothing is released on its word."""


class CertificateError(DisclosureError):
    """A certificate does not prove what it says."""
