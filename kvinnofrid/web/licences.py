"""The terms that whoever runs the server gives its released figures out on."""

from dataclasses import dataclass

CC0 = "CC0-1.0"


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its name, and the address of its terms."""

    name: str
    address: str

    @property
    def named_by(self) -> str:
        """The address that catalogues name it by, which DCAT-AP-SE wants without the s."""
        return self.address.replace("https://", "http://", 1)


LICENCES = {
    CC0: Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
}
"""Those that the national data portal recommends, by their names in the list of SPDX."""
