"""What is wrong inside an instrument although each of its fields by itself is well formed."""

from __future__ import annotations

from collections.abc import Iterator

from .condition_faults import Earlier, condition_faults
from .entries import Fault, Path, Text, leads_nowhere, repeated
from .instrument_content import InstrumentContent, Sum
from .items import RESERVED_ITEMS, Item
from .wordings import Wording

SCORED_KINDS = ("single", "multiple", "scale")
ORDERED_KINDS = ("single", "number", "scale")


def faults_of(instrument: InstrumentContent) -> Iterator[Fault]:
    """Every fault inside the instrument."""
    yield from _repetitions(instrument)
    yield from _languages(instrument)
    earlier = Earlier()
    for n, section in enumerate(instrument.sections):
        if section.applies is not None:
            yield from condition_faults(("sections", n, "applies"), section.applies, earlier)
        for m, item in enumerate(section.items):
            path: Path = ("sections", n, "items", m)
            yield from _item_faults(instrument, path, item, earlier)
            earlier.add(item)
    yield from _mode_faults(instrument)
    for n, one in enumerate(instrument.sums):
        yield from _sum_faults(instrument, ("sums", n), one)
    if not instrument.items and instrument.text_by == "kvinnofrid":
        yield Fault(
            ("sections",),
            Text(sv="Instrumentet har inga frågor.", en="The instrument has no items."),
            Text(
                sv="Lägg till items, eller skriv text_by: organisation om andra äger texten.",
                en="Add items, or write text_by: organisation when others own the text.",
            ),
        )


def placed_items(instrument: InstrumentContent) -> Iterator[tuple[Path, Item]]:
    """Every item with its path."""
    for n, section in enumerate(instrument.sections):
        for m, item in enumerate(section.items):
            yield ("sections", n, "items", m), item


def _repetitions(instrument: InstrumentContent) -> Iterator[Fault]:
    sections = [(("sections", n, "id"), s.id) for n, s in enumerate(instrument.sections)]
    yield from repeated([*sections], Text(sv="Avsnittet", en="section"))
    yield from repeated(
        [((*path, "id"), item.id) for path, item in placed_items(instrument)],
        Text(sv="Frågan", en="item"),
    )
    areas = [(("areas", n, "id"), area.id) for n, area in enumerate(instrument.areas)]
    yield from repeated([*areas], Text(sv="Området", en="area"))
    sums = [(("sums", n, "id"), one.id) for n, one in enumerate(instrument.sums)]
    yield from repeated([*sums], Text(sv="Summan", en="sum"))
    for path, item in placed_items(instrument):
        yield from repeated(
            [((*path, "choices", n, "code"), c.code) for n, c in enumerate(item.choices)],
            Text(sv="Svarsalternativet", en="choice"),
        )
        yield from repeated(
            [((*path, "constraints", n, "id"), c.id) for n, c in enumerate(item.constraints)],
            Text(sv="Kravet", en="constraint"),
        )


def wordings(instrument: InstrumentContent) -> Iterator[tuple[Path, Wording]]:
    """Every text of the instrument with its path."""
    for n, area in enumerate(instrument.areas):
        yield ("areas", n, "name"), area.name
    for n, section in enumerate(instrument.sections):
        yield ("sections", n, "title"), section.title
        if section.help is not None:
            yield ("sections", n, "help"), section.help
    for path, item in placed_items(instrument):
        yield from _item_wordings(path, item)
    for n, one in enumerate(instrument.sums):
        yield ("sums", n, "name"), one.name
        for m, band in enumerate(one.bands):
            yield ("sums", n, "bands", m, "name"), band.name


def _item_wordings(path: Path, item: Item) -> Iterator[tuple[Path, Wording]]:
    yield (*path, "text"), item.text
    for name, wording in (("help", item.help), ("unit", item.unit)):
        if wording is not None:
            yield (*path, name), wording
    for n, choice in enumerate(item.choices):
        yield (*path, "choices", n, "text"), choice.text
    if item.scale is not None:
        yield (*path, "scale", "low_words"), item.scale.low_words
        yield (*path, "scale", "high_words"), item.scale.high_words
    for n, constraint in enumerate(item.constraints):
        yield (*path, "constraints", n, "words"), constraint.words


def _languages(instrument: InstrumentContent) -> Iterator[Fault]:
    for path, wording in wordings(instrument):
        lacking = [code for code in instrument.languages if wording.exactly(code) is None]
        if lacking:
            yield Fault(
                path,
                Text(
                    sv=f"Texten saknas på {', '.join(lacking)}.",
                    en=f"The text is missing in {', '.join(lacking)}.",
                ),
                Text(
                    sv="Skriv den, eller ta bort språket ur languages.",
                    en="Write it, or take the language out of languages.",
                ),
            )


def _item_faults(
    instrument: InstrumentContent, path: Path, item: Item, earlier: Earlier
) -> Iterator[Fault]:
    if item.id in RESERVED_ITEMS:
        yield Fault(
            (*path, "id"),
            Text(sv=f"”{item.id}” betyder något annat.", en=f'"{item.id}" means something else.'),
            Text(sv="Välj ett annat id.", en="Choose another id."),
        )
    yield from _kind_faults(path, item)
    areas = [area.id for area in instrument.areas]
    if item.area is not None and item.area not in areas:
        yield leads_nowhere((*path, "area"), item.area, areas)
    for n, occasion in enumerate(item.occasions):
        if occasion not in instrument.occasions:
            yield leads_nowhere((*path, "occasions", n), occasion, list(instrument.occasions))
    if item.applies is not None:
        yield from condition_faults((*path, "applies"), item.applies, earlier)
    for n, constraint in enumerate(item.constraints):
        where = (*path, "constraints", n, "must")
        yield from condition_faults(where, constraint.must, earlier.with_own(item))
        if item.id not in constraint.must.items():
            yield Fault(
                where,
                Text(sv="Kravet prövar inte frågans svar.", en="It does not test the answer."),
                Text(
                    sv=f"Skriv ett villkor om item: {item.id}.",
                    en=f"Write a condition about item: {item.id}.",
                ),
            )


def _kind_faults(path: Path, item: Item) -> Iterator[Fault]:
    chosen = item.kind in ("single", "multiple")
    if chosen != bool(item.choices):
        yield _belongs((*path, "choices"), "choices", "single, multiple", chosen)
    if (item.kind == "scale") != (item.scale is not None):
        yield _belongs((*path, "scale"), "scale", "scale", item.kind == "scale")
    if item.scale is not None and item.scale.low >= item.scale.high:
        yield Fault(
            (*path, "scale"),
            Text(sv="Skalan har inga steg.", en="The scale has no steps."),
            Text(sv="Sätt high högre än low.", en="Set high above low."),
        )
    if item.kind != "number" and (item.whole or item.unit is not None):
        yield _belongs(path, "whole, unit", "number", needed=False)
    if item.improves is not None and item.kind not in ORDERED_KINDS:
        yield _belongs((*path, "improves"), "improves", ", ".join(ORDERED_KINDS), needed=False)
    for n, choice in enumerate(item.choices):
        if choice.exclusive and item.kind != "multiple":
            yield _belongs((*path, "choices", n), "exclusive", "multiple", needed=False)


def _belongs(path: Path, field: str, kinds: str, needed: bool) -> Fault:
    if needed:
        return Fault(
            path,
            Text(sv=f"Frågan saknar {field}.", en=f"The item lacks {field}."),
            Text(sv=f"Lägg till {field}, eller ändra kind.", en=f"Add {field}, or change kind."),
        )
    return Fault(
        path,
        Text(
            sv=f"{field} hör bara till frågor av slaget {kinds}.",
            en=f"{field} belongs only to items of kind {kinds}.",
        ),
        Text(sv="Ta bort raden, eller ändra kind.", en="Remove the line, or change kind."),
    )


def _mode_faults(instrument: InstrumentContent) -> Iterator[Fault]:
    if instrument.sums and instrument.mode != "summed_score":
        yield _mixed(("sums",), "sums", "summed_score")
    if instrument.mode == "summed_score" and instrument.items and not instrument.sums:
        yield Fault(
            ("mode",),
            Text(sv="Ingenting summeras.", en="Nothing is added up."),
            Text(sv="Lägg till sums, eller skriv mode: none.", en="Add sums, or write mode: none."),
        )
    judged = instrument.mode == "structured_judgement"
    for path, item in placed_items(instrument):
        if item.factor and not judged:
            yield _mixed((*path, "factor"), "factor", "structured_judgement")
        if item.factor and item.kind != "single":
            yield _belongs((*path, "factor"), "factor", "single", needed=False)
        if judged:
            for n, choice in enumerate(item.choices):
                if choice.points is not None:
                    yield _mixed((*path, "choices", n, "points"), "points", "summed_score")


def _mixed(path: Path, field: str, mode: str) -> Fault:
    return Fault(
        path,
        Text(
            sv=f"{field} hör bara till mode: {mode}.", en=f"{field} belongs to mode: {mode} only."
        ),
        Text(
            sv="Poäng och strukturerad bedömning blandas aldrig. Ta bort raden, eller ändra mode.",
            en="Points and structured judgement are never mixed. Remove the line, or change mode.",
        ),
    )


def _sum_faults(instrument: InstrumentContent, path: Path, one: Sum) -> Iterator[Fault]:
    known = {item.id: item for item in instrument.items}
    yield from repeated(
        [((*path, "items", n), item_id) for n, item_id in enumerate(one.items)],
        Text(sv="Frågan", en="item"),
    )
    for n, item_id in enumerate(one.items):
        item = known.get(item_id)
        if item is None:
            yield leads_nowhere((*path, "items", n), item_id, list(known))
        elif item.kind not in SCORED_KINDS or any(c.points is None for c in item.choices):
            yield Fault(
                (*path, "items", n),
                Text(
                    sv=f"Frågan {item_id} har inte poäng för alla svar.",
                    en=f"The item {item_id} does not have points for all answers.",
                ),
                Text(
                    sv="Skriv points vid varje svarsalternativ, eller ta bort frågan ur summan.",
                    en="Write points at each choice, or take the item out of the sum.",
                ),
            )
    yield from repeated(
        [((*path, "bands", n, "id"), band.id) for n, band in enumerate(one.bands)],
        Text(sv="Intervallet", en="band"),
    )
    before = None
    for n, band in enumerate(one.bands):
        if band.lowest > band.highest or (before is not None and band.lowest <= before):
            yield Fault(
                (*path, "bands", n),
                Text(
                    sv="Intervallet är tomt, eller överlappar det förra.",
                    en="The band is empty, or overlaps the one before.",
                ),
                Text(
                    sv="Skriv intervallen nerifrån och upp, utan överlappning.",
                    en="Write the bands from low up, without overlap.",
                ),
            )
        before = band.highest
