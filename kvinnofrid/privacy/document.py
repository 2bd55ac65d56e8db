"""What a data protection paper says of itself, whatever it is about."""

from datetime import date

from kvinnofrid.documents.paper import Block, Paper

DRAFT = (
    "Utkast. Handlingen är skriven av programmet ur den installation som körs och är ett"
    " underlag. Personuppgiftsansvarig prövar, kompletterar och beslutar."
)


def draft(
    name: str,
    title: str,
    subtitle: str,
    on: date,
    version: str,
    made_from: tuple[str, ...],
    blocks: tuple[Block, ...],
) -> Paper:
    """A paper, with when, by what and from what it was written."""
    return Paper(
        name=name,
        title=title,
        subtitle=subtitle,
        on=on,
        version=version,
        blocks=blocks,
        label="DATASKYDDSHANDLING · UTKAST",
        said=DRAFT,
        facts=(
            ("Datum", on.isoformat()),
            ("Programversion", f"Kvinnofrid {version}"),
            ("Skriven ur", "; ".join(made_from)),
        ),
        status="Utkast",
    )
