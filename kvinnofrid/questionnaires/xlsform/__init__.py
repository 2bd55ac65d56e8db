"""XLSForm in and out: an instrument as a workbook that other survey tools understand, and back."""

from .reading import Imported, read_xlsform
from .reports import NOT_CARRIED, Lost, Report
from .writing import Exported, write_xlsform

__all__ = [
    "NOT_CARRIED",
    "Exported",
    "Imported",
    "Lost",
    "Report",
    "read_xlsform",
    "write_xlsform",
]
