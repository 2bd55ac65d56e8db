"""That regional and local items extend a common core without changing it."""

from __future__ import annotations

from collections.abc import Iterator

from kvinnofrid.catalogue import Instrument, Text


def changed_core(core: Instrument, extended: Instrument) -> tuple[Text, ...]:
    """What of the core the extension changes, in words; nothing when figures stay comparable.

    The core's items must be there as they are, in their order, asked under the same conditions,
    and whatever is added must be marked as regional or local.
    """
    return tuple(_changes(core, extended))


def _changes(core: Instrument, extended: Instrument) -> Iterator[Text]:
    own = {item.id: item for item in extended.items}
    kept = {item.id for item in core.items}
    conditions = {i.id: s.applies for s in extended.sections for i in s.items}
    for section in core.sections:
        for item in section.items:
            if item.id not in own:
                yield Text(
                    sv=f"Kärnfrågan {item.id} saknas.", en=f"The core item {item.id} is missing."
                )
            elif own[item.id] != item or conditions[item.id] != section.applies:
                yield Text(
                    sv=f"Kärnfrågan {item.id} är ändrad.", en=f"The core item {item.id} is changed."
                )
    order = [item.id for item in extended.items if item.id in kept]
    if len(order) == len(kept) and order != [item.id for item in core.items]:
        yield Text(
            sv="Kärnfrågorna står i en annan ordning.", en="The core items are in another order."
        )
    for item in extended.items:
        if item.id not in kept and item.variable == "core":
            yield Text(
                sv=f"Frågan {item.id} är tillagd och måste vara regional eller lokal.",
                en=f"The item {item.id} is added and must be regional or local.",
            )
    for name in ("mode", "target_groups", "occasions", "sums"):
        if getattr(core, name) != getattr(extended, name):
            yield Text(sv=f"{name} är inte som i kärnan.", en=f"{name} is not as in the core.")
