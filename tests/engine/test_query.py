"""What can be asked, and what the answer means in words."""

from dataclasses import replace

import pytest

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.engine import Query, QueryError

SAFETY = Query("unit-results", "2026-1", "change_safety", "change", (2025, 2026), by=("sex",))
WAY_IN = Query("unit-results", "2026-1", "way_in", years=(2025,))


@pytest.mark.parametrize("query", [SAFETY, WAY_IN, replace(WAY_IN, levels=("county",))])
def test_a_query_can_be_written_down_and_read_again(query: Query) -> None:
    query.validate(load_shipped())
    assert Query.from_dict(query.to_dict()) == query


@pytest.mark.parametrize(
    ("query", "what"),
    [
        (replace(WAY_IN, outcome_set="others"), "No such indicators: others 2026-1."),
        (replace(WAY_IN, version="1"), "No such indicators: unit-results 1."),
        (replace(WAY_IN, outcome="luck"), "No such indicator: luck."),
        (replace(WAY_IN, table="own"), "No such table: way_in.own."),
        (replace(SAFETY, table=""), "No such table: change_safety.."),
        (replace(WAY_IN, years=()), "Write the years in order"),
        (replace(WAY_IN, years=(2026, 2025)), "Write the years in order"),
        (replace(WAY_IN, years=(True,)), "Write the years in order"),
        (replace(WAY_IN, levels=()), "No such level: –."),
        (replace(WAY_IN, levels=("planet",)), "No such level: planet."),  # type: ignore[arg-type]
        (replace(WAY_IN, levels=("county", "county")), "No such level: county, county."),
        (replace(WAY_IN, by=("luck",)), "No such indicator: luck."),
        (replace(WAY_IN, by=("way_in",)), "way_in can't be divided by way_in."),
        (replace(WAY_IN, by=("sex", "sex")), "way_in can't be divided by sex."),
        (replace(WAY_IN, by=("interventions",)), "way_in can't be divided by interventions."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(query: Query, what: str) -> None:
    with pytest.raises(QueryError, match=what) as refused:
        query.validate(load_shipped())
    assert refused.value.text.sv


@pytest.mark.parametrize(
    "change", [{"years": 2025}, {"by": None}, {"outcome": ...}, {"levels": ["planet"]}]
)
def test_what_is_no_query_is_not_read(change: dict[str, object]) -> None:
    given = {**WAY_IN.to_dict(), **change}
    with pytest.raises(QueryError):
        Query.from_dict({name: value for name, value in given.items() if value is not ...})


def test_a_figure_is_described_in_swedish_and_english() -> None:
    assert str(SAFETY.describe("sv")).splitlines() == [
        "Trygghet: förändring hos samma klienter",
        "Vad det säger: Hur trygg klienten känner sig, från 0 till 10.",
        "Det som räknas: Samma klienters svar vid första mätningen och vid avslut.",
        "Bland vilka: Avslutade insatsperioder där frågan är besvarad båda gångerna.",
        "När en period räknas: Det år då insatsperioden avslutades.",
        "Vad som inte är med: Den som inte har svarat båda gångerna är inte med i före och efter. "
        "Hur många det är, och hur de svarade först, står bredvid.",
        "Målgrupper: Våldsutsatta vuxna och Barn",
        "Uppdelat efter: Kön",
        "År: 2025 och 2026",
        "Nivå: riket, län och kommuner",
        "Version: Enhetens resultat, 2026-1",
        "Avbrott i serien: Inget.",
    ]
    said = replace(WAY_IN, outcome="interventions", table="refuge").describe("en")
    assert said.name == "Interventions: Refuge"
    assert dict(said.lines)["Years"] == "2025"
    assert "Target groups" not in dict(said.lines)


def test_every_indicator_can_be_described() -> None:
    owner = load_shipped().outcome_set("unit-results")
    for one in owner.outcomes:
        table = {"change": "before"}.get(one.measure.of, "")
        if one.measure.many:
            table = one.categories[0].code
        query = Query("unit-results", owner.version, one.code, table, (2026,))
        for language in ("sv", "en"):
            assert all(said for _, said in query.describe(language).lines)
