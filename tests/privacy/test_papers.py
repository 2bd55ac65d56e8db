"""What the papers say follows from the installation, and every gap says who fills it in."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.db import transaction

from kvinnofrid.access.roles import ROLES
from kvinnofrid.access.table import TABLE
from kvinnofrid.audit import operations as audit
from kvinnofrid.audit.queries import events_of_object
from kvinnofrid.catalogue import load_shipped, rules_proposed
from kvinnofrid.documents.paper import (
    FILLED_IN,
    Bullets,
    Heading,
    Note,
    Paper,
    Paragraph,
    Table,
    fill,
    pieces,
)
from kvinnofrid.privacy.holdings import HOLDINGS, OPEN
from kvinnofrid.privacy.operations import incident_lines
from kvinnofrid.privacy.papers import papers
from kvinnofrid.privacy.papers.classification import LEVELS
from kvinnofrid.privacy.protection import ABSENT, IN_PLACE, protections
from kvinnofrid.privacy.queries import UnknownOrganisationError, situation
from kvinnofrid.privacy.risks import RISKS
from kvinnofrid.privacy.situation import Event, Incident, Register, Situation
from tests.retention.minimal import NOW, decided_catalogue, municipality

TODAY = date(2026, 11, 22)
NO_INCIDENT = Incident(TODAY, TODAY)


@pytest.fixture
def here(db: None) -> Situation:
    """Karlstad in the installation of the tests."""
    return situation(on=TODAY, code="1780")


def said(paper: Paper) -> str:
    """All the text of a paper."""
    parts = [paper.title, paper.subtitle, paper.said, *(value for _, value in paper.facts)]
    for block in paper.blocks:
        match block:
            case Heading() | Paragraph() | Note():
                parts.append(block.text)
            case Bullets():
                parts += block.items
            case Table():
                parts += [*block.head, *(cell for row in block.rows for cell in row)]
    return "\n".join(parts)


def by_name(found: Situation, incident: Incident = NO_INCIDENT) -> dict[str, str]:
    """The text of each paper by its name."""
    return {paper.name: said(paper) for paper in papers(found, incident)}


def test_every_paper_says_when_by_what_and_that_it_is_a_draft(here: Situation) -> None:
    for text in by_name(here).values():
        assert "2026-11-22" in text
        assert f"Kvinnofrid {here.version}" in text
        assert "åtkomstpolicyns tabell" in text
        assert "Utkast." in text
        assert "Personuppgiftsansvarig prövar, kompletterar och beslutar." in text
        assert "Karlstads kommun" in text


def test_another_installation_gives_another_paper(here: Situation) -> None:
    demo = by_name(here)
    production = by_name(
        replace(here, mode="produktion", database="PostgreSQL", contact="drift@example.org")
    )
    assert "får inte innehålla uppgifter om verkliga personer" in " ".join(
        demo["konsekvensbedomning"].split()
    )
    assert "verkliga personer" not in production["konsekvensbedomning"]
    assert "läge produktion, PostgreSQL" in production["registerforteckning"]
    assert "drift@example.org" in production["registerforteckning"]
    assert "inställningen KV_CONTACT" in demo["registerforteckning"]
    assert "inställningen KV_CONTACT" not in production["registerforteckning"]


def test_a_changed_rule_changes_the_record_of_processing(here: Situation) -> None:
    assert "5 år från sista anteckningen" in by_name(here)["registerforteckning"]
    rules = rules_proposed(load_shipped().retention_rules)
    assert rules is not None
    first = rules.rules[0].model_copy(update={"keep_years": 7, "keep_months": 1})
    changed = rules.model_copy(update={"rules": (first, *rules.rules[1:])})
    text = by_name(replace(here, rules=changed))["registerforteckning"]
    assert "7 år och 1 månad från sista anteckningen" in text
    assert "5 år från sista anteckningen" not in text


def test_decided_rules_are_told_with_the_decision_and_a_proposal_as_such(
    here: Situation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "är ett förslag. Inget gallras" in by_name(here)["registerforteckning"]
    folder = decided_catalogue(tmp_path / "katalog", "1780")
    monkeypatch.setenv("KV_CATALOGUE", str(folder))
    decided = by_name(situation(on=TODAY, code="1780"))
    for name in ("registerforteckning", "konsekvensbedomning"):
        assert "beslutade av Socialnämnden 2025-12-10 (SN 2025/1)" in decided[name]
    assert "är ett förslag. Inget gallras" not in decided["registerforteckning"]
    elsewhere = by_name(situation(on=TODAY, code="1480"))["registerforteckning"]
    assert "beslutade av" not in elsewhere


def test_without_rules_that_is_said(here: Situation) -> None:
    bare = by_name(replace(here, rules=None))["registerforteckning"]
    assert "Katalogen har inga gallringsregler." in bare


def test_every_gap_is_marked_and_says_by_whom(here: Situation) -> None:
    for paper in papers(here, NO_INCIDENT):
        text = said(paper)
        assert FILLED_IN.search(text)
        assert text.count("[fylls i av ") == len(FILLED_IN.findall(text))
        assert "[" not in FILLED_IN.sub("", text).replace("[…]", "")
        for gap in FILLED_IN.findall(text):
            who, _, what = gap.removeprefix("[fylls i av ").partition(":")
            assert who.strip()
            assert what.strip(" ]")
        for sign in ("???", "xxx", "lorem", "None"):
            assert sign not in text


def test_a_gap_cannot_hold_brackets() -> None:
    with pytest.raises(ValueError, match="brackets"):
        fill("nämnden", "datum [2026]")


def test_text_and_gaps_are_told_apart() -> None:
    gap = fill("nämnden", "datum")
    assert list(pieces(f"Beslut {gap}.")) == [("Beslut ", False), (gap, True), (".", False)]
    assert list(pieces(gap)) == [(gap, True)]
    assert list(pieces("")) == []


def test_every_role_and_every_action_is_in_the_list(here: Situation) -> None:
    text = by_name(here)["roller-och-atkomst"]
    for words in ROLES.values():
        assert words.name.sv in text
        assert words.description.sv in text
    for action in TABLE.values():
        assert f"{action.words.sv} ({action.name})" in text
        for role in action.by:
            row = text.split(f"({action.name})\n")[1].split("\n")[0]
            assert ROLES[role].name.sv in row


def test_the_perpetrator_in_the_municipality_is_the_first_risk(here: Situation) -> None:
    text = by_name(here)["konsekvensbedomning"]
    assert RISKS[0].name == "Våldsutövaren arbetar i kommunen"
    for number, risk in enumerate(RISKS, 1):
        assert f"Risk {number}. {risk.name}" in text
        assert risk.remains in text


def test_every_measure_is_known_and_every_evidence_exists(here: Situation) -> None:
    known = {one.id: one for one in protections(here)}
    assert {name for risk in RISKS for name in risk.measures} <= known.keys()
    for one in known.values():
        for path in one.evidence:
            assert (project_settings.PROJECT / path).is_file(), path
        assert one.evidence or one.state(here.rooms) == ABSENT, one.id


def test_what_is_not_installed_is_said_to_be_missing(here: Situation) -> None:
    with_all = replace(here, rooms=here.rooms | {one.part for one in protections(here) if one.part})
    without = replace(here, rooms=frozenset({"web"}))
    assert {one.state(with_all.rooms) for one in protections(with_all)} == {IN_PLACE}
    assert ABSENT in {one.state(without.rooms) for one in protections(without)}
    assert "Alla åtgärder i underlaget är installerade." in by_name(with_all)["konsekvensbedomning"]
    missing = by_name(without)["konsekvensbedomning"]
    assert "Uppgifter om klienter får inte registreras förrän det finns." in missing
    assert "Gallring av två" in missing.split("Det som saknas i denna installation")[1]


def test_sign_in_and_the_receiver_of_the_log_are_told(here: Situation) -> None:
    text = by_name(replace(here, sign_in=("passnyckel",), log_receiver="syslog:"))
    assert "Inloggning med passnyckel." in text["registerforteckning"]
    assert "mottagare utanför: syslog:" in text["registerforteckning"]


def test_tables_about_people_show_what_they_hold_and_unknown_ones_a_gap(here: Situation) -> None:
    more = (Register("follow_up.Episode", "clients"), Register("riddle.Thing", None))
    text = by_name(replace(here, registers=(*here.registers, *more)))
    assert HOLDINGS["clients"].purpose in text["registerforteckning"]
    assert "ingen del som för akter om klienter" not in text["registerforteckning"]
    assert (
        "[fylls i av personuppgiftsansvarig: vilka personer tabellen rör, om några]"
        in (text["registerforteckning"])
    )
    assert "riddle.Thing" in text["informationsklassning"]
    assert "konfidentialitet 4, riktighet 4" in text["informationsklassning"]


def test_a_part_that_nobody_has_described_is_a_gap(here: Situation) -> None:
    text = by_name(replace(here, rooms=here.rooms | {"riddle"}))["registerforteckning"]
    assert "[fylls i av systemansvarig: vad delen gör]" in text
    assert "vad delen gör" not in by_name(here)["registerforteckning"]


def test_every_kind_of_data_has_levels_with_reasons() -> None:
    assert LEVELS.keys() == HOLDINGS.keys() | {OPEN}
    for levels in LEVELS.values():
        assert all(1 <= one.level <= 4 and one.why for one in levels)


def test_the_log_is_taken_out_for_the_period_and_that_is_logged(db: None) -> None:
    organisation = municipality("1780")
    for actor, record, day in (("u1", "r1", 20), ("u1", "r2", 21), ("u2", "r1", 21)):
        with transaction.atomic():
            audit.record(
                organisation=organisation,
                actor=actor,
                action="record.read",
                object_kind="client",
                object_id=record,
                outcome="allowed",
                now=datetime(2026, 11, day, 22, 30, tzinfo=UTC),
            )

    def lines(**chosen: Any) -> list[str]:
        asked = {"first": date(2026, 11, 20), "until": date(2026, 11, 21), "person": ""}
        found = incident_lines(
            **{"code": "1780", "record": "", "by": "op", "now": NOW, **asked, **chosen}
        )
        assert found.events is not None
        return [f"{one.actor} {one.object_id}" for one in found.events]

    assert lines() == ["u1 r1", "u1 r2", "u2 r1"]
    assert lines(first=date(2026, 11, 21)) == ["u1 r2", "u2 r1"]
    assert lines(person="u1") == ["u1 r1", "u1 r2"]
    assert lines(record="r1", person="u2") == ["u2 r1"]
    taken = events_of_object(organisation, object_kind="organisation", object_id=organisation)
    assert [one.action for one in taken] == ["log.incident_export"] * 4
    assert taken[0].details == {"count": "3", "period": "2026-11-20:2026-11-21"}


def test_the_log_of_an_incident_is_told_in_its_own_words(here: Situation) -> None:
    event = Event(
        7,
        datetime(2026, 11, 20, 23, 4, 5, tzinfo=UTC),
        "u1",
        "record.read",
        "client",
        "r9",
        "denied",
        "Läsa en akt",
        "skäl (kod): blocked",
    )
    told = by_name(here, Incident(TODAY, TODAY, "u1", "r9", (event,)))["incidentexport"]
    assert "person u1, akt r9" in told
    assert "2026-11-20 23:04:05\nu1\nLäsa en akt (record.read)\nclient r9\nnekat" in told
    assert "skäl (kod): blocked" in told
    assert "Nekade\n1\n" in told
    assert "u1\n1\n1\n1" in told
    assert "inte prövad" in told
    proved = Incident(TODAY, TODAY, events=(event,), proof="Kedjan är hel.")
    assert "Kedjan är hel." in by_name(here, proved)["incidentexport"]
    none = by_name(here, Incident(TODAY, TODAY, events=()))["incidentexport"]
    assert "Loggen har inga händelser i urvalet." in none
    unasked = by_name(here, Incident(TODAY, TODAY))["incidentexport"]
    assert "Ange organisationens kod" in unasked


@pytest.mark.django_db
def test_the_whole_installation_has_papers_too_and_an_unknown_code_has_none() -> None:
    everything = situation(on=TODAY)
    assert everything.organisation is None
    assert all("Hela installationen" in text for text in by_name(everything).values())
    with pytest.raises(UnknownOrganisationError, match="9999"):
        situation(on=TODAY, code="9999")


@pytest.mark.django_db
def test_the_database_and_the_mode_are_those_that_run(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODE = "production"
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "django.db.backends.postgresql"})
    found = situation(on=TODAY)
    assert (found.mode, found.database) == ("produktion", "PostgreSQL")
    assert "retention" in found.rooms
    assert {"audit", "accounts"} <= found.rooms
    assert "passnyckel och engångskod (TOTP) som andra faktor" in found.sign_in


def test_a_table_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="cells"):
        Table(("a", "b"), (("only one",),), (1, 1))


def test_the_impact_paper_says_how_every_right_is_met(here: Situation) -> None:
    told = by_name(here)["konsekvensbedomning"]
    for article in (13, 15, 16, 17, 18, 21, 22):
        assert f"artikel {article}" in told


def test_the_classification_says_what_answers_to_each_demand(here: Situation) -> None:
    told = by_name(here)["informationsklassning"]
    assert "K4: den som tar disken" in told
    assert "Pseudonymer och kryptering; Säkerhetskopior" in told
    without = replace(here, rooms=here.rooms - {"backup"})
    assert ABSENT in by_name(without)["informationsklassning"]
