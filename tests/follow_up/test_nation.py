"""A made-up nation keeps to the rules that hold for what people write, and is known as made up."""

import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.models import Unit as UnitRow
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.operations.made_up import ADDRESS
from kvinnofrid.accounts.queries import actor_of
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.audit.verification import stored_faults
from kvinnofrid.catalogue import load_shipped
from kvinnofrid.client_surveys import queries as surveys
from kvinnofrid.follow_up import answers, facts, operations, queries, rules
from kvinnofrid.follow_up.models import Client, Episode, MadeUpNation, Wave
from kvinnofrid.follow_up.nation import loading, tables
from kvinnofrid.follow_up.nation.courses import Ready, UnitHere, World
from kvinnofrid.follow_up.nation.drawing import Batch, dashed
from kvinnofrid.follow_up.nation.lives import Unit
from kvinnofrid.follow_up.nation.loading import MODELS, NationError, Wanted
from kvinnofrid.follow_up.nation.plan import Municipality, UnitPlan, plan, shared_out
from kvinnofrid.follow_up.operations.planning import INSTRUMENTS, plan_waves
from kvinnofrid.follow_up.rules import Course, Measured, Move, Occasion, Status, Target
from kvinnofrid.keys.envelope import decrypt_field
from kvinnofrid.keys.errors import NotPermitted
from kvinnofrid.questionnaires import check, from_json
from kvinnofrid.records.operations import Bulk, OnlyInDemoError, put_made_up
from tests.accounts.people import NOW, TODAY
from tests.follow_up.cases import look, new_client
from tests.keys.running import DEVELOPMENT
from tests.records.people import Colleague
from tests.records.running import key_service

PLACES = (
    Municipality(11, "0180", "01", 200_000),
    Municipality(12, "0181", "01", 4_000),
    Municipality(13, "0380", "03", 30_000),
)
SMALL = Wanted(municipalities=3, episodes=60, seed=5)
A, B = "a" * 32, "b" * 32


class Made:
    """Units made without a database, with the keys that their texts are sealed by."""

    def __init__(self, *, seed: int = 1, episodes: int = 250, waves: int = 3) -> None:
        core = {target: load_shipped().instrument(name) for target, name in INSTRUMENTS.items()}
        self.world = World(
            seed,
            TODAY,
            waves,
            core,
            surveys.shipped(today=TODAY),
        )
        self.keys: dict[bytes, bytes] = {}
        ready = Ready(self.world)
        self.units = [UnitHere(one, A, (B,)) for one in plan(PLACES, episodes=episodes, seed=seed)]
        self.batches: list[tuple[UnitPlan, Batch]] = [
            (unit.plan, batch)
            for unit in self.units
            for batch in Unit(unit, ready, self.give).batches()
        ]

    def give(
        self, _organisation: str, count: int, numbers: Sequence[str]
    ) -> tuple[list[tuple[bytes, bytes]], list[bytes]]:
        """Keys and tokens as a key service would."""
        made = [(secrets.token_bytes(32), secrets.token_bytes(89)) for _ in range(count)]
        self.keys.update({wrapped: plain for plain, wrapped in made})
        return made, [sha256(one.encode()).digest() for one in numbers]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table by column."""
        return [
            dict(zip(tables.COLUMNS[table], row, strict=True))
            for _, batch in self.batches
            for row in batch.rows[table]
        ]

    def tally(self) -> Counter[str]:
        """What was counted on the way."""
        return sum((batch.tally for _, batch in self.batches), Counter())


@pytest.fixture(scope="module")
def made() -> Made:
    return Made()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def test_each_table_has_all_its_columns() -> None:
    for name, model in MODELS.items():
        assert sorted(tables.COLUMNS[name]) == sorted(
            field.attname for field in model._meta.concrete_fields
        )


def test_parts_are_shared_out_so_that_nothing_is_lost() -> None:
    assert shared_out(10, [1, 1, 1]) == [4, 3, 3]
    units = plan(PLACES, episodes=1000, seed=3)
    assert sum(one.episodes for one in units) == 1000
    assert {code for one in units for code, _ in one.homes} == {one.code for one in PLACES}


def test_small_municipalities_may_share_a_unit_with_a_neighbour_of_the_county() -> None:
    where = {
        seed: {one.organisation for one in plan(PLACES, episodes=10, seed=seed)}
        for seed in range(20)
    }
    assert {11, 13} in where.values()
    assert {11, 12, 13} in where.values()


def test_every_measurement_passes_the_validation_of_a_typed_one(made: Made) -> None:
    keys = {one["id"]: made.keys[one["data_key"]] for one in made.rows(tables.CLIENT)}
    targets = {one["id"]: one["target_group"] for one in made.rows(tables.EPISODE)}
    held = 0
    for one in made.rows(tables.WAVE):
        if one["status"] != "submitted":
            assert (one["answers"], one["coded"], one["held_on"]) == (b"", "{}", None)
            continue
        held += 1
        instrument = made.world.instruments[Target(targets[one["episode_id"]])]
        text = decrypt_field(
            keys[one["client_id"]],
            str(one["organisation_id"]),
            dashed(one["client_id"]),
            f"wave:{dashed(one['id'])}:answers",
            one["version"],
            one["answers"],
        )
        filled = answers.opened(instrument, text)
        assert answers.stored(filled) == text
        assert filled.held_on == one["held_on"]
        assert one["occasion"] in {occasion.value for occasion in Occasion}
        found = check(instrument, filled.answers, today=TODAY, occasion=one["occasion"])
        assert found.may_be_submitted, found
        assert not found.warnings
        assert json.loads(one["coded"]) == answers.coded(
            instrument, filled.answers, occasion=one["occasion"], today=TODAY
        )
    assert held == made.tally()["wave submitted"] > 300


def test_every_course_and_measurement_keeps_to_the_rules_of_episodes(made: Made) -> None:
    waves = defaultdict(list)
    for one in made.rows(tables.WAVE):
        if one["held_on"]:
            held = date.fromisoformat(one["held_on"])
            waves[one["episode_id"]].append(
                Measured(Occasion(one["occasion"]), one["number"], held)
            )
    before: dict[str, dict[str, Any]] = {}
    for one in made.rows(tables.EPISODE):
        days = [_day(one[name]) for name in ("opened_on", "started_on", "closed_on")]
        assert days[0] is not None
        course = Course(days[0], *days[1:])
        rules.check_course(course, today=TODAY)
        assert one["contacted_on"] is None or one["contacted_on"] <= one["opened_on"]
        for wave in waves[one["id"]]:
            others = [other for other in waves[one["id"]] if other is not wave]
            rules.check_wave(wave, course, others, today=TODAY)
        if one["previous_id"]:
            assert before[one["previous_id"]]["closed_on"] <= one["opened_on"]
        before[one["id"]] = one
    assert any(one["previous_id"] for one in before.values())
    for one in made.rows(tables.INTERVENTION):
        rules.check_span(_day(one["started_on"]), _day(one["ended_on"]), today=TODAY)


def test_every_move_is_in_the_table_of_transitions(made: Made) -> None:
    moves = defaultdict(list)
    for one in made.rows(tables.MOVE):
        moves[one["episode_id"]].append(one)
    for episode in made.rows(tables.EPISODE):
        own = moves[episode["id"]]
        assert Move(own[0]["move"]) in (Move.OPEN, Move.REACTUALISE)
        for earlier, later in pairwise(own):
            assert earlier["after"] == later["before"]
            after = rules.moved(Status(later["before"]), Move(later["move"]))
            assert after.value == later["after"]
        assert own[-1]["after"] == episode["status"]
        assert len(own) == episode["version"]


def test_who_leaves_early_differs_and_so_do_units() -> None:
    made = Made(seed=2, episodes=1500)
    said = {one["id"]: one["closure_reason"] for one in made.rows(tables.EPISODE)}
    exits: dict[bool, list[bool]] = {True: [], False: []}
    for one in made.rows(tables.WAVE):
        if one["occasion"] == "exit" and one["status"] != "planned":
            left = said[one["episode_id"]] == "lost_contact"
            exits[left].append(one["status"] == "submitted")
    share = {left: sum(found) / len(found) for left, found in exits.items()}
    assert share[False] > share[True] + 0.3
    gains = {unit.plan.manner.gain for unit in made.units}
    assert len(gains) == len(made.units) > 2


def test_the_same_seed_gives_the_same_nation_and_another_another() -> None:
    sealed = {"data_key", "answers", "name", "birth_year", "safe_ways", "safe_times", "content"}
    sealed |= {"safe_warning", "overall_goal", "text"}

    def plain(made: Made) -> list[Any]:
        return [
            {name: value for name, value in row.items() if name not in sealed}
            for table in tables.COLUMNS
            for row in made.rows(table)
        ]

    one, same, other = (plain(Made(seed=seed, episodes=40)) for seed in (7, 7, 8))
    assert one == same != other


@pytest.mark.parametrize("waves", [2, 5])
def test_more_and_fewer_measurements_can_be_asked_for(waves: int) -> None:
    tally = Made(episodes=40, waves=waves).tally()
    assert (tally["held during"] > 0) is (waves > 2)


@pytest.fixture
def demo(db: None, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """A demo with a key service whose keys guard nobody."""
    settings.MODE = "demo"
    queries.forget_nation()
    folder = tmp_path / "demo"
    folder.mkdir()
    with key_service(folder, master=DEVELOPMENT):
        yield settings
    queries.forget_nation()


def _worker(unit: str) -> Actor:
    user = User.objects.filter(
        email__startswith="handlaggare", email__endswith=ADDRESS, memberships__unit=UUID(unit)
    ).first()
    assert user is not None
    return replace(actor_of(user, ()), assurance=2)


def test_a_nation_is_stored_as_the_operations_would_have(demo: None) -> None:
    said: list[int] = []
    made = loading.load(wanted=SMALL, now=NOW, tell=lambda done, _of: said.append(done))
    tally, found = made.tally, []
    for unit in made.units:
        of_unit = facts.Selection(unit.plan.organisation, str(UUID(unit.id)))
        found += facts.episodes(of_unit)
    assert said[-1] == len(found) == tally["episodes"] == 60
    assert all(one.synthetic for one in found)
    held = Counter(f"held {wave.occasion}" for one in found for wave in one.waves)
    kinds = Counter(f"intervention {given.kind}" for one in found for given in one.interventions)
    kinds.update(f"target {one.target_group}" for one in found)
    kinds.update(f"status {one.status}" for one in found)
    own = {name: n for name, n in tally.items() if name.split()[0] in {"held", *_WORDS}}
    assert dict(held + kinds) == own

    unit = made.units[0]
    by = _worker(unit.id)
    seen = operations.search(text="", by=by, now=NOW, most=200)
    assert seen.lines
    for line in seen.lines[:12]:
        page = operations.read_client(client=line.id, by=by, now=NOW)
        assert page.client.synthetic
        _is_as_planned(Colleague(User.objects.get(pk=by.id), by), line.id)
        for episode in page.episodes:
            for wave in episode.waves:
                if wave.status == "submitted":
                    shown = operations.read_wave(client=line.id, wave=wave.pk, by=by, now=NOW)
                    assert shown.filled.answers
    operations.working_list(by=by, now=NOW)

    assert stored_faults() == []
    lines = AuditEvent.objects.filter(action="system.operate", object_kind="records.made_up")
    counted = [int(json.loads(one.details)["count"]) for one in lines]
    assert sum(counted) == 60


_WORDS = ("intervention", "target", "status")


def _is_as_planned(by: Colleague, client: str) -> None:
    """What is to come is planned just as the operations would plan it."""

    class Kept:
        record = client

    def plan_again(folder: Any) -> list[Any]:
        def waves() -> list[Any]:
            return sorted(folder.of(Wave).values_list("pk", "status", "due_on", "version"))

        before = waves()
        for episode in folder.of(Episode):
            plan_waves(folder, episode)
        assert waves() == before
        return before

    look(by, Kept(), plan_again)  # type: ignore[arg-type]


def test_a_nation_is_made_in_a_demo_alone(demo: Any) -> None:
    for mode in ("production", "test"):
        demo.MODE = mode
        with pytest.raises(OnlyInDemoError):
            loading.load(wanted=SMALL, now=NOW)
        with pytest.raises(OnlyInDemoError):
            loading.remove(now=NOW)
        with pytest.raises(OnlyInDemoError):
            put_made_up(organisation=1, tables=(), now=NOW, details={})
    assert not MadeUpNation.objects.exists()


def test_a_nation_is_never_made_beside_a_real_client(anna: Colleague, settings: Any) -> None:
    new_client(anna)
    settings.MODE = "demo"
    with pytest.raises(NationError, match="inte är märkta som påhittade"):
        loading.load(wanted=SMALL, now=NOW)
    assert not UnitRow.objects.filter(name__contains="påhittad").exists()


def test_keys_that_guard_somebody_make_no_nation(db: None, keys: Path, settings: Any) -> None:
    settings.MODE = "demo"
    with pytest.raises(NotPermitted):
        loading.load(wanted=Wanted(1, 5), now=NOW)


def test_a_nation_is_taken_away_again_and_leaves_the_log(demo: Any, client: Browser) -> None:
    start = reverse("portal:start")
    assert "kv-made-up" not in client.get(start).text
    loading.load(wanted=Wanted(1, 6), now=NOW)
    assert "kv-made-up" in client.get(start).text
    assert 'role="note"' in client.get("/finns-inte/").text
    with pytest.raises(NationError, match="finns redan"):
        loading.load(wanted=SMALL, now=NOW)
    assert loading.remove(now=NOW) > 0
    assert "kv-made-up" not in client.get(start).text
    assert not MadeUpNation.objects.exists()
    assert not User.objects.filter(email__endswith=ADDRESS).exists()
    with transaction.atomic():
        assert not Client.objects.unscoped(because="test").exists()
    assert AuditEvent.objects.filter(details__contains='"removed"').exists()


def test_a_client_made_beside_a_nation_is_marked_too(anna: Colleague, settings: Any) -> None:
    settings.MODE = "demo"
    MadeUpNation.objects.create(pk=1, seed=1, municipalities=1, episodes=1, waves=3, begun_at=NOW)
    queries.forget_nation()
    saved = new_client(anna)
    page = operations.read_client(client=saved.record, by=anna.actor, now=NOW)
    queries.forget_nation()
    assert page.client.synthetic


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such wall")
def test_rows_of_another_organisation_do_not_get_past_the_wall(demo: Any) -> None:
    made = Made(episodes=5)
    rows = made.batches[0][1].rows[tables.CLIENT]
    bulk = Bulk(Client, tables.COLUMNS[tables.CLIENT], rows)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        put_made_up(organisation=999, tables=[bulk], now=NOW, details={})


def test_the_forms_that_are_sealed_are_read_again(made: Made) -> None:
    instrument = made.world.client_survey
    for row in made.rows(tables.GATHERED):
        text = decrypt_field(
            made.keys[row["data_key"]],
            str(row["organisation_id"]),
            dashed(row["id"]),
            "survey_answers",
            row["version"],
            row["content"],
        )
        group = json.loads(text)
        assert len(group["entries"]) == row["version"]
        assert (row["closed_in"] is not None) is (row["version"] == 5)
        for entry in group["entries"]:
            given = from_json(instrument, entry["answers"])
            assert check(instrument, given, today=TODAY, occasion=None).may_be_submitted
