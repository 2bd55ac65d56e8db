"""Maps of a sign: five steps of colour, and a sign of their own for what is hidden."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign
from kvinnofrid.charts import Answer, AreaValue, Category, SwedenMap
from kvinnofrid.charts.geography import Level as MapLevel
from kvinnofrid.situation.presenters import told
from kvinnofrid.situation.presenters.base import address_of, label
from kvinnofrid.situation.queries import Area
from kvinnofrid.situation.rules import Level, State

STEPS = 5
HIDDEN, POOLED = "hidden", "pooled"


def of_sign(
    sign: Sign,
    areas: Sequence[Area],
    levels: Mapping[str, Level],
    *,
    level: MapLevel,
    county: str | None = None,
    where: str,
    pooled: Mapping[str, str],
) -> SwedenMap | None:
    """The map of a sign; None when nothing is shown. `pooled` names the row of each area that is
    told of together with others, and `where` which areas they are.
    """
    known = {code: one.value for code, one in levels.items() if one.value is not None}
    if not known:
        return None
    low, high = float(min(known.values())), float(max(known.values()))
    wide = (high - low) / STEPS or 1.0
    categories = [
        Category(str(step), told.span(sign, low + wide * (step - 1), low + wide * step), step=step)
        for step in range(STEPS, 0, -1)
    ]
    values = []
    seen = set()
    for area in areas:
        one = levels.get(area.code)
        if one is not None and one.value is not None:
            category = str(min(STEPS, 1 + int((float(one.value) - low) / wide)))
            said = f"{told.said(sign, one)}, {told.among(sign, one)}"
        elif one is not None and one.state is State.HIDDEN:
            category, said = HIDDEN, _("dolt")
        elif area.code in pooled:
            category, said = POOLED, pooled[area.code]
        else:
            continue
        seen.add(category)
        values.append(AreaValue(area.code, category, said, address_of(area.place)))
    if HIDDEN in seen:
        categories.append(Category(HIDDEN, _("dolt"), Answer.NOT_APPLICABLE, withheld=True))
    if POOLED in seen:
        categories.append(
            Category(POOLED, _("visas tillsammans med andra"), Answer.NOT_APPLICABLE, withheld=True)
        )
    drawn = SwedenMap("", (), (), level, county).codes()
    return SwedenMap(
        title=f"{label(sign)}, {where}",
        categories=tuple(categories),
        values=tuple(one for one in values if one.code in drawn),
        level=level,
        county=county,
        value_name=label(sign),
    )
