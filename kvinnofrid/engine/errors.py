"""What can go wrong between raw tables and a release."""

from kvinnofrid.catalogue import Text


class DisclosingError(Exception):
    """No release can be made of this: which cell, what is wrong, and what would help."""

    def __init__(self, where: str, what: Text, remedy: Text) -> None:
        self.where, self.what, self.remedy = where, what, remedy
        super().__init__(f"{where}: {what.en} {remedy.en}")

    def in_language(self, code: str) -> str:
        """The whole of it in Swedish or English."""
        return f"{self.where}: {self.what.in_language(code)} {self.remedy.in_language(code)}"
