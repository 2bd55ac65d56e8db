"""Writing: all the files of a protected table, or none of them."""

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kvinnofrid.disclosure.certificate import certificate
from kvinnofrid.disclosure.errors import DisclosureError
from kvinnofrid.disclosure.report import report
from kvinnofrid.disclosure.values import Audit, ProtectedTable

FILES = ("protected.csv", "audit.csv", "certificate", "report.html")


def files_of(protected: ProtectedTable) -> dict[str, bytes]:
    """The files of a table protected by suppression, by name."""
    published = protected_csv(protected)
    return {
        "protected.csv": published,
        "audit.csv": audit_csv(protected.names(), protected.audit),
        "certificate": certificate(protected, published),
        "report.html": report(protected).encode(),
    }


def protected_csv(protected: ProtectedTable) -> bytes:
    """A row a cell: the only file to hand out. It does not tell primary from other hidden."""
    rows = (
        (*cell, "", "hidden") if hidden else (*cell, value, "published")
        for cell, value, hidden in zip(
            protected.cells(), protected.values.tolist(), protected.hidden.tolist(), strict=True
        )
    )
    return written((*protected.names(), "value", "status"), rows)


def audit_csv(names: Sequence[str], audit: Audit) -> bytes:
    """A row a primary cell: the bounds that an attacker reaches."""
    rows = (
        (*one.cell, one.lower, one.upper, one.upper - one.lower, "yes" if one.exact else "at least")
        for one in audit.bounds
    )
    return written((*names, "lower", "upper", "width", "exact"), rows)


def written(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8 with commas and LF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode()


def require_free(folder: Path) -> None:
    """Refuse a folder that holds anything but what is written here."""
    if folder.is_dir() and not {one.name for one in folder.iterdir()} <= set(FILES):
        raise DisclosureError(
            "mappen innehåller annat", "Ange en ny mapp med --out.", where=str(folder)
        )
    if folder.exists() and not folder.is_dir():
        raise DisclosureError("det är ingen mapp", "Ange en mapp med --out.", where=str(folder))


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, readable by their owner alone, and put them in place together."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            path = made / name
            path.write_bytes(content)
            path.chmod(0o600)
        if folder.is_dir():
            for name in FILES:
                (folder / name).unlink(missing_ok=True)
            folder.rmdir()
        os.replace(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
