"""The report: for whoever protected the table and has to answer for it. Not to be handed out."""

from collections.abc import Sequence
from html import escape

import numpy as np

from kvinnofrid.disclosure.values import TOTAL, ProtectedTable

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1b1b1f;background:#fff}table{border-collapse:collapse;margin:1rem 0}"
    "th,td{text-align:left;padding:.3rem .9rem .3rem 0;border-bottom:1px solid #c9c9d2}"
    "thead th:not(:first-child){text-align:right}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "@media(prefers-color-scheme:dark){body{color:#ececf1;background:#17171b}"
    "th,td{border-color:#44444f}}"
)
ZEROS = {
    "complement": "Nollor publiceras, utom där de behövs för att skydda en annan cell. En dold "
    "cell kan alltså vara noll.",
    "strict": "Nollor döljs aldrig. Angriparen vet det: en dold cell är minst 1.",
    "shown": "Nollor döljs aldrig, men angriparen antas inte veta det. Det är ett svagare skydd.",
}


def number(value: int) -> str:
    """A number as Swedish writes it."""
    return f"{value:,}".replace(",", "\u202f")


def report(protected: ProtectedTable) -> str:
    """The report of a table protected by suppression, as a page that stands alone."""
    audit, found = protected.audit, protected.protection
    cells, hidden = len(protected.values), int(protected.hidden.sum())
    if found.proven:
        quality = "Inget mönster skyddar tabellen med färre dolda celler. Det är bevisat."
    else:
        least = found.at_least or 0
        share = f"{100 * (hidden - least) / max(least, 1):.1f}".replace(".", ",")
        quality = (
            f"Varje mönster döljer minst {number(least)} celler. Det här döljer "
            f"{number(hidden)}, högst "
            f"{share}\u202f% fler än det bästa möjliga."
        )
    exact = sum(one.exact for one in audit.bounds)
    rule = protected.rule
    parts = [
        _table(
            ("Vad", "Antal"),
            [
                ("Celler", number(cells)),
                (
                    f"Primära: 1 till {rule.threshold - 1}, eller dolda av annan regel",
                    number(int(protected.primary.sum())),
                ),
                ("Dolda tillsammans", number(hidden)),
                (
                    f"Primära som går att ringa in snävare än {rule.width}",
                    number(audit.below_width),
                ),
            ],
        ),
        f"<h2>Vad en angripare kan räkna ut</h2><p>{_verdict(protected)} Gränserna för varje "
        "primär cell "
        f"står i audit.csv: {number(exact)} av {number(len(audit.bounds))} är exakta, de andra "
        "är minst så "
        f"vida. Granskningen löste {number(audit.programs)} linjära program.</p>",
        f"<h2>Regeln</h2><p>{ZEROS[rule.zeros]}</p>{_more_rules(protected)}",
        f"<h2>Hur nära det bästa</h2><p>{quality}</p>",
        "<h2>Dolda celler efter nivå</h2>",
        _table(("Dimension", "Dolda i summor", "Dolda i minsta koder"), _by_level(protected)),
        "<h2>Vad som får lämnas ut</h2><p>Bara protected.csv. Den här rapporten, audit.csv "
        "och certificate "
        "visar vilka celler som är små, och intyget deras värden.</p>",
    ]
    return _page("Skyddad tabell", "".join(parts))


def perturbed_report(said: str, cells: int) -> str:
    """The report of a table protected by cell keys."""
    return _page(
        "Tabell med ungefärliga tal",
        _table(("Vad", "Antal"), [("Celler", number(cells))])
        + f"<h2>Metoden</h2><p>{escape(said)}</p><h2>Vad som får lämnas ut</h2><p>Bara "
        "protected.csv. audit.csv visar vilka celler som är små. Nyckeln som tilläggen drogs med "
        "ska vara hemlig.</p>",
    )


def _verdict(protected: ProtectedTable) -> str:
    if protected.audit.holds:
        return (
            f"Ingen primär cell går att ringa in inom ett spann snävare än {protected.rule.width}, "
            "inte ens med alla publicerade celler och kunskap om regeln."
        )
    return (
        f"{number(protected.audit.below_width)} primära celler går att ringa in. Tabellen får "
        "inte lämnas ut."
    )


def _more_rules(protected: ProtectedTable) -> str:
    rule = protected.rule
    said = []
    if rule.group:
        said.append(f"Ingen grupp får visas ha ett och samma värde i {', '.join(rule.group)}.")
    if rule.dominance is not None:
        n, share = rule.dominance
        said.append(f"De {n} största bidragen får inte vara mer än {share:g}\u202f% av en cell.")
    return "".join(f"<p>{escape(one)}</p>" for one in said)


def _by_level(protected: ProtectedTable) -> list[tuple[str, str, str]]:
    shape = [len(codes) for codes in protected.codes]
    at = np.unravel_index(np.flatnonzero(protected.hidden), shape)
    found = []
    for one, codes, places in zip(protected.table.dimensions, protected.codes, at, strict=True):
        leaves = np.array([code in set(one.leaves) and code != TOTAL for code in codes])
        low = int(leaves[places].sum())
        found.append((one.name, number(len(places) - low), number(low)))
    return found


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headings)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f'<td class="n">{escape(text)}</td>' for text in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html>\n<html lang="sv"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{content}</main></body></html>\n"
    )
