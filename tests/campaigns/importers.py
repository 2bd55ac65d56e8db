"""Spoils valid spreadsheets in thousands of ways: each must end in a table or a named refusal.

It reads ``n`` mutations and every bomb. Most are
parsed in this process, where any exception would show; every hundredth and all bombs go through
the limited process, as they do in use.
"""

import io
import random
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kvinnofrid.spreadsheets.errors import ReaderStopped, SpreadsheetError
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.reading import read_table
from kvinnofrid.spreadsheets.table import Table
from kvinnofrid.spreadsheets.writing import Cell, Sheet, csv_bytes, xlsx_bytes
from tests.campaigns.campaign import Campaign, Result, Tell
from tests.spreadsheets.bombs import BOMBS
from tests.spreadsheets.files import HEADER, pack, parsed, parts, text_cell

LIMITED_EVERY = 100
HEAD = ["kod", "kommun", "år", "indikator", "svar"]
ROWS: list[list[Cell]] = [
    [f"{114 + n:04}", name, 2015, f"i{n}", answer]
    for n, (name, answer) in enumerate(
        [("Upplands Väsby", "ja"), ("Håbo", "nej"), ("Åre", "=delvis"), ('"Malå"', None)] * 3
    )
]
TOKENS = (
    b'"', b";", b",", b"\t", b"\r", b"\n", b"\0", b"\xff", b"\xc3", b"'", b"=", b"<", b">", b"&",
    b"]]>", b"<!DOCTYPE a>", b"<!--", b"<![CDATA[", b"&#0;", b"&#x10FFFF;", b"_x0000_", b"_xD800_",
    b"99999999999", b"-1", b"1e999", b"nan", b"XFD1048576", b'r="A1"', b't="s"', b't="d"', b's="9"',
    b"<row>", b"</row>", b"<c>", b"<f/>", b"<v>", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff",
    b"\xfe\xff", b"\xef\xbb\xbf", b"sep=;\n",
)  # fmt: skip


class Outcome(NamedTuple):
    """What a run came to. ``failures`` says how to see each again."""

    n: int
    seed: int
    failures: list[str]
    refused: int
    seconds: float
    slowest: float
    max_mb: float


def originals() -> list[bytes]:
    """Valid files of each kind."""
    text = csv_bytes(HEAD, ROWS)
    plain = text.decode("utf-8-sig")
    rows = HEADER + "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}" s="1"><v>42369</v></c></row>'
        for n in range(2, 12)
    )
    styled = parts(
        rows + f'<row r="12" hidden="1">{text_cell("A12", "sist")}<c r="B12"><f>1</f></c></row>',
        before='<dimension ref="A1:B12"/><cols><col min="1" max="2" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A2:B2"/></mergeCells>',
        styles='<numFmts><numFmt numFmtId="164" formatCode="yyyy"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="164"/></cellXfs>',
        shared="<si><t>ja</t></si><si><r><t>n</t></r><rPh><t>x</t></rPh></si>",
    )
    return [
        text,
        csv_bytes(HEAD, ROWS, excel_friendly=False),
        plain.encode("windows-1252"),
        plain.encode("utf-16"),
        plain.replace(";", "\t").encode(),
        xlsx_bytes([Sheet("Svar", HEAD, ROWS)], about=[("Källa", "prov")]),
        pack(styled),
    ]


def spoil(content: bytes, chance: random.Random) -> bytes:
    """One to six changes to the bytes."""
    spoiled = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(spoiled) + 1)
        match chance.randrange(7):
            case 0:
                spoiled[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                spoiled[at : at + 1] = bytes([(spoiled[at] if at < len(spoiled) else 0) ^ 1])
            case 2:
                del spoiled[at : at + chance.choice((1, 2, 5, 50, 500))]
            case 3:
                spoiled[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 3, 200))
            case 4:
                spoiled[at : at + 4] = chance.choice(TOKENS)
            case 5:
                end = at + chance.choice((1, 20, 300))
                spoiled[at:at] = spoiled[at:end] * chance.choice((1, 2, 10))
            case _:
                other = chance.randrange(len(spoiled) + 1)
                spoiled[at:at] = spoiled[other : other + 40]
    if not chance.randrange(12):
        del spoiled[chance.randrange(len(spoiled) + 1) :]
    return bytes(spoiled)


def spoil_part(content: bytes, chance: random.Random) -> bytes:
    """A workbook with one of its parts spoiled, missing or exchanged, packed anew."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files: dict[str, str | bytes] = {n: archive.read(n) for n in archive.namelist()}
    name = chance.choice(list(files))
    match chance.randrange(12):
        case 0:
            del files[name]
        case 1:
            files[name] = files[chance.choice(list(files))]
        case _:
            part = files[name]
            files[name] = spoil(part if isinstance(part, bytes) else part.encode(), chance)
    return pack(files)


def mutations(n: int, seed: int) -> Iterator[bytes]:
    """The same ``n`` spoiled files for the same seed."""
    chance = random.Random(seed)
    sound = originals()
    for _ in range(n):
        content = chance.choice(sound)
        if content.startswith(b"PK") and chance.randrange(4):
            yield spoil_part(content, chance)
        else:
            yield spoil(content, chance)


def is_sound(table: Table) -> bool:
    """What every table promises, whatever it was read from."""
    numbers = [row.number for row in table.rows]
    texts = [*table.header, *(cell for row in table.rows for cell in row.cells)]
    "".join(texts).encode()
    return (
        all(table.header)
        and all(len(row.cells) == len(table.header) and any(row.cells) for row in table.rows)
        and numbers == sorted(set(numbers))
        and not any("\0" in text for text in texts)
    )


def run(n: int, seed: int, *, bombs: bool = True, tell: Tell = lambda _said: None) -> Outcome:
    """Read ``n`` mutations, and the bombs when wanted."""
    failures: list[str] = []
    refused = 0
    slowest = 0.0
    begun = time.perf_counter()

    def attempt(name: str, read: Callable[..., Table], content: bytes) -> None:
        nonlocal refused, slowest
        started = time.process_time()
        try:
            if not is_sound(read(content, filename="tabell")):
                failures.append(f"{name}: unsound table")
        except ReaderStopped as error:
            failures.append(f"{name}: {error!r}")
        except SpreadsheetError:
            refused += 1
        except Exception as error:
            failures.append(f"{name}: {error!r}")
        spent = time.process_time() - started
        slowest = max(slowest, spent)
        if spent > Limits().cpu_seconds:  # the limited process sees to its own
            failures.append(f"{name}: {spent:.1f} s")

    for number, content in enumerate(mutations(n, seed)):
        attempt(f"mutation {number} of seed {seed}", parsed, content)
        if number % LIMITED_EVERY == 0:
            tell(f"{number} av {n}")
            attempt(f"mutation {number} of seed {seed}, limited", read_table, content)
    for name, build in BOMBS.items() if bombs else ():
        attempt(f"bomb {name}", read_table, build())
    return Outcome(
        n, seed, failures, refused, time.perf_counter() - begun, slowest, most_memory_mb()
    )


def most_memory_mb() -> float:
    """The most that this process or any of its children has held, in megabytes."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(kind).ru_maxrss for kind in kinds) * 1024 / 1_000_000


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    outcome = run(n, seed, tell=tell)
    return Result(
        outcome.failures,
        {"refused": outcome.refused, "bombs": len(BOMBS), "max_mb": f"{outcome.max_mb:.0f}"},
    )


CAMPAIGN = Campaign("Förstörda tabellfiler och bomber: läses eller vägras.", 200_000, _campaign)
