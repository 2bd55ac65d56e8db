"""How much one file may cost before it is refused."""

from typing import NamedTuple

MEBIBYTE = 1024 * 1024


class Limits(NamedTuple):
    """Ceilings for one file. The defaults suit a national round with room to spare.

    ``memory_bytes``, ``cpu_seconds`` and ``wall_seconds`` hold for the worker process; the others
    are checked while the file is read, so that the message can name what was too large.
    """

    file_bytes: int = 50 * MEBIBYTE
    """Size of the file as it lies on disk."""
    unpacked_bytes: int = 256 * MEBIBYTE
    """Sum of the sizes that the parts of a workbook say they unpack to."""
    part_bytes: int = 16 * MEBIBYTE
    """Unpacked size of a part other than cells and texts, such as styles."""
    ratio: int = 200
    """Highest unpacked/packed ratio of a part larger than one mebibyte."""
    entries: int = 1_000
    """Number of parts in a workbook."""
    styles: int = 65_490
    """Number of cell styles; spreadsheet programs stop at 65 490."""
    shared_characters: int = 20_000_000
    """Characters in the shared texts of a workbook."""
    rows: int = 1_000_000
    columns: int = 500
    cells: int = 3_000_000
    cell_characters: int = 32_767
    """Characters in one cell; spreadsheet programs stop at 32 767."""
    line_characters: int = 1_000_000
    memory_bytes: int = 256 * MEBIBYTE
    cpu_seconds: int = 10
    wall_seconds: float = 60.0
    """On the clock; more than the processor time, since a busy machine must wait its turn."""
    result_bytes: int = 100_000_000
    """Bytes that the worker may send back."""
