"""Waves are saved once and in order; drafts lose nothing; corrections keep the former answer."""

from datetime import date, timedelta
from typing import Any

import pytest

from kvinnofrid.access.roles import Role
from kvinnofrid.catalogue import Instrument, Withdrawal, load_shipped
from kvinnofrid.follow_up import instruments_in_use, operations
from kvinnofrid.follow_up.answers import Filled
from kvinnofrid.follow_up.models import Correction, Draft, Wave
from kvinnofrid.follow_up.operations import (
    Amendment,
    DraftSave,
    Submission,
    UnfinishedWaveError,
    WaveConflict,
    WavePage,
)
from kvinnofrid.follow_up.rules import ImpossibleError, Move, Wrong
from kvinnofrid.questionnaires import Given, from_texts
from kvinnofrid.records.operations import KeyUsedElsewhereError, SavedPart
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.records.rules import Saved
from tests.accounts.people import NOW, TODAY, TOMORROW
from tests.follow_up.cases import OPENED, key, look, new_client, new_episode, take
from tests.records.people import Colleague, colleague


def example(instrument: str, name: str) -> dict[str, Given]:
    """The answers of a worked example."""
    shipped = load_shipped()
    found = next(one for one in shipped.worked_examples if one.instrument == instrument)
    texts = next(one for one in found.examples if one.id == name).answers
    given = {item: [text] if isinstance(text, str) else list(text) for item, text in texts.items()}
    return from_texts(shipped.instrument(instrument), given)[0]


CORE = "core-victim-survivor:2026-1"
BASELINE = example("core-victim-survivor", "whole-baseline")


def first_wave(by: Colleague, client: Saved, occasion: str = "baseline") -> Wave:
    """A planned wave of the client."""
    return look(  # type: ignore[no-any-return]
        by, client, lambda folder: folder.of(Wave).filter(occasion=occasion).latest("number")
    )


def page(by: Colleague, client: Saved, wave: Wave) -> WavePage:
    """The wave as a page shows it."""
    return operations.read_wave(client=client.record, wave=wave.pk, by=by.actor, now=NOW)


def send(
    by: Colleague, client: Saved, wave: Wave, answers: dict[str, Given] = BASELINE, **given: Any
) -> SavedPart | WaveConflict:
    """Submit a wave as a page does."""
    mark = given.pop("key", None) or key()
    submission = Submission(
        Filled(answers, given.pop("reasons", {})),
        given.pop("held_on", OPENED),
        given.pop("instrument_version", CORE),
        given.pop("wave_version", wave.version),
    )
    return operations.submit(
        client=client.record, wave=wave.pk, submission=submission, by=by.actor, now=NOW, key=mark
    )


def draft(
    by: Colleague, client: Saved, wave: Wave, answers: dict[str, Given], **given: Any
) -> operations.DraftSaved:
    """Keep a draft as a page does."""
    return operations.save_draft(
        client=client.record,
        wave=wave.pk,
        save=DraftSave(
            lambda _: Filled(answers),
            given.pop("instrument_version", CORE),
            given.pop("wave_version", wave.version),
            given.pop("seen", 0),
            given.pop("changed", ()),
            **given,
        ),
        by=by.actor,
        now=NOW,
    )


@pytest.fixture
def client(anna: Colleague) -> Saved:
    """A client with an open episode."""
    made = new_client(anna)
    new_episode(anna, made, way_in="health_care")
    return made


def test_a_wave_begins_with_what_the_episode_knows(anna: Colleague, client: Saved) -> None:
    seen = page(anna, client, first_wave(anna, client))
    assert seen.filled.answers == {"way_in": "health_care", "gender": "woman", "age_band": "35-44"}
    assert seen.instrument.version == "2026-1"


def test_a_wave_is_submitted_once_and_reads_as_it_was_written(
    anna: Colleague, client: Saved
) -> None:
    wave, mark = first_wave(anna, client), key()
    first = send(anna, client, wave, key=mark)
    again = send(anna, client, wave, key=mark)
    assert isinstance(first, SavedPart)
    assert isinstance(again, SavedPart)
    assert (first.part, first.version) == (again.part, again.version)
    seen = page(anna, client, wave)
    assert seen.filled.answers == BASELINE
    assert seen.wave.coded["safety"] == 3
    assert seen.wave.coded["violence_kinds"] == ["psychological", "physical", "latent"]


def test_only_codes_and_numbers_are_stored_open(anna: Colleague, client: Saved) -> None:
    wave = first_wave(anna, client)
    send(anna, client, wave)
    row = first_wave(anna, client)
    kinds = {item.id: item.kind for item in load_shipped().instrument(wave.instrument).items}
    assert {kinds[item] for item in row.coded}.isdisjoint({"text", "date"})
    assert b"health_care" not in row.answers.stored


def test_what_is_unfinished_is_said_and_not_saved(anna: Colleague, client: Saved) -> None:
    wave = first_wave(anna, client)
    less = {item: given for item, given in BASELINE.items() if item != "safety"}
    with pytest.raises(UnfinishedWaveError) as caught:
        send(anna, client, wave, less)
    assert caught.value.findings.unanswered == ("safety",)
    assert first_wave(anna, client).status == "planned"


@pytest.mark.parametrize(
    ("held_on", "wrong"),
    [
        (TOMORROW, Wrong.IN_FUTURE),
        (OPENED - timedelta(days=1), Wrong.BEFORE_OPENING),
    ],
)
def test_an_impossible_day_is_refused(
    anna: Colleague, client: Saved, held_on: date, wrong: Wrong
) -> None:
    with pytest.raises(ImpossibleError) as caught:
        send(anna, client, first_wave(anna, client), held_on=held_on)
    assert caught.value.wrong is wrong


def test_waves_come_in_order_and_none_during_help_after_the_closure(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    take(anna, client, episode, Move.START, OPENED)
    during = first_wave(anna, client, "during")
    answers = {item: given for item, given in BASELINE.items() if item not in BASELINE_ONLY}
    answers["interventions"] = ("talks",)
    send(anna, client, during, answers, held_on=OPENED + timedelta(days=30))
    baseline = first_wave(anna, client)
    with pytest.raises(ImpossibleError) as caught:
        send(anna, client, baseline, held_on=OPENED + timedelta(days=31))
    assert caught.value.wrong is Wrong.OUT_OF_ORDER
    with pytest.raises(ImpossibleError) as caught:
        take(anna, client, episode, Move.CLOSE, OPENED + timedelta(days=29))
    assert caught.value.wrong is Wrong.OUT_OF_ORDER
    second = first_wave(anna, client, "during")
    assert second.number == 2
    draft(anna, client, second, answers)
    take(anna, client, episode, Move.CLOSE, OPENED + timedelta(days=60))
    with pytest.raises(ImpossibleError) as caught:
        send(anna, client, second, answers, held_on=OPENED + timedelta(days=61))
    assert caught.value.wrong is Wrong.AFTER_CLOSURE


BASELINE_ONLY = {
    *("way_in", "gender", "age_band", "relation", "honour_context", "vulnerability"),
    *("violence_duration", "protected_identity", "goal"),
}


def test_who_saves_second_is_shown_what_differs(anna: Colleague, client: Saved) -> None:
    from kvinnofrid.follow_up.models import Client
    from kvinnofrid.records.operations import assign

    bo, chief = colleague("Bo Berg"), colleague("Cecilia Chef", Role.UNIT_MANAGER)
    assign(model=Client, public_id=client.record, to=bo.user, by=chief.actor, now=NOW)
    wave = first_wave(anna, client)
    send(anna, client, wave)
    other = {**BASELINE, "safety": 7, "economy": "fully"}
    conflict = send(bo, client, wave, other, held_on=OPENED + timedelta(days=1))
    assert isinstance(conflict, WaveConflict)
    assert [(one.item, one.yours, one.stored) for one in conflict.differences] == [
        ("held_on", (OPENED + timedelta(days=1)).isoformat(), OPENED.isoformat()),
        ("safety", 7, 3),
        ("economy", "fully", "barely"),
    ]
    assert conflict.by == anna.actor.id
    assert page(anna, client, wave).filled.answers == BASELINE


def test_a_correction_keeps_the_former_answer_with_who_when_and_why(
    anna: Colleague, client: Saved
) -> None:
    wave = first_wave(anna, client)
    send(anna, client, wave)

    def amend(why: str, version: int) -> SavedPart | WaveConflict:
        return operations.correct(
            client=client.record,
            wave=wave.pk,
            amendment=Amendment(
                Filled({**BASELINE, "safety": 5}), OPENED, why, wave_version=version
            ),
            by=anna.actor,
            now=NOW,
            key=key(),
        )

    with pytest.raises(ImpossibleError):
        amend(" ", 2)
    assert isinstance(amend("Sent fel", 1), WaveConflict)
    assert isinstance(amend("Skrev fel", 2), SavedPart)
    seen = page(anna, client, wave)
    assert seen.filled.answers["safety"] == 5
    assert seen.wave.coded["safety"] == 5
    assert [(one.row.item, one.why) for one in seen.corrections] == [("safety", "Skrev fel")]
    assert '"safety": 3' in seen.corrections[0].former
    assert look(anna, client, lambda folder: folder.of(Correction).count()) == 1


def test_a_draft_is_kept_shown_again_and_gone_when_the_wave_is_saved(
    anna: Colleague, client: Saved
) -> None:
    wave = first_wave(anna, client)
    assert draft(anna, client, wave, {"safety": 4}).version == 1
    assert draft(anna, client, wave, {"safety": 5}, seen=1).version == 2
    assert page(anna, client, wave).filled.answers == {"safety": 5}
    send(anna, client, wave)
    assert look(anna, client, lambda folder: folder.of(Draft).count()) == 0


def test_two_pages_of_one_user_never_undo_each_other(anna: Colleague, client: Saved) -> None:
    wave = first_wave(anna, client)
    draft(anna, client, wave, {"safety": 4})
    draft(anna, client, wave, {"safety": 4, "economy": "fully"}, seen=1, changed=("economy",))
    late = draft(anna, client, wave, {"health": 6, "safety": 4}, seen=1, changed=("health",))
    assert late.merged
    assert page(anna, client, wave).filled.answers == {
        "safety": 4,
        "economy": "fully",
        "health": 6,
    }


def test_a_save_that_comes_late_never_undoes_a_later_one(anna: Colleague, client: Saved) -> None:
    wave = first_wave(anna, client)
    draft(anna, client, wave, {"safety": 4}, changed=("safety",), page="a", number=2)
    late = draft(anna, client, wave, {"safety": 3}, changed=("safety",), page="a", number=1)
    assert (late.late, late.version) == (True, 1)
    draft(anna, client, wave, {"safety": 5}, seen=1, changed=("safety",), page="a", number=3)
    draft(anna, client, wave, {"safety": 4}, seen=1, changed=("safety",), page="a", number=2)
    assert page(anna, client, wave).filled.answers == {"safety": 5}


@pytest.mark.parametrize("end", ["saved", "thrown away"])
def test_what_comes_late_never_brings_a_draft_back(
    anna: Colleague, client: Saved, end: str
) -> None:
    wave = first_wave(anna, client)
    draft(anna, client, wave, {"safety": 4}, page="a", number=2)
    if end == "saved":
        send(anna, client, wave)
    else:
        operations.discard_draft(
            client=client.record, wave=wave.pk, by=anna.actor, now=NOW, page="a", number=3
        )
    for number in range(1, 3 if end == "saved" else 4):
        assert draft(anna, client, wave, {"safety": 1}, page="a", number=number).late
    assert look(anna, client, lambda folder: folder.of(Draft).count()) == 0
    assert not draft(anna, client, wave, {"safety": 1}, page="a", number=4).late


def test_an_answer_that_was_lost_is_no_other_page_and_reasons_are_kept(
    anna: Colleague, client: Saved
) -> None:
    wave = first_wave(anna, client)

    def keep(reasons: dict[str, str], seen: int, page: str) -> operations.DraftSaved:
        save = DraftSave(
            lambda _: Filled({"safety": 4}, reasons), CORE, wave.version, seen,
            ("safety",), list(reasons), page, seen + 1,
        )  # fmt: skip
        return operations.save_draft(
            client=client.record, wave=wave.pk, save=save, by=anna.actor, now=NOW
        )

    keep({"one": "Så är det"}, 0, "a")
    assert not keep({"one": "Så är det"}, 0, "b").merged
    assert keep({"two": "Så också"}, 1, "c").merged
    assert page(anna, client, wave).filled.reasons == {"one": "Så är det", "two": "Så också"}


def test_a_page_of_another_record_is_no_page_here(anna: Colleague, client: Saved) -> None:
    other = new_client(anna)
    new_episode(anna, other)
    draft(anna, client, first_wave(anna, client), {"safety": 4}, page="a", number=1)
    with pytest.raises(KeyUsedElsewhereError):
        draft(anna, other, first_wave(anna, other), {"safety": 4}, page="a", number=2)


def test_a_draft_is_ones_own_and_a_colleague_is_told_of_it(anna: Colleague, client: Saved) -> None:
    from kvinnofrid.follow_up.models import Client
    from kvinnofrid.records.operations import assign

    bo, chief = colleague("Bo Berg"), colleague("Cecilia Chef", Role.UNIT_MANAGER)
    assign(model=Client, public_id=client.record, to=bo.user, by=chief.actor, now=NOW)
    wave = first_wave(anna, client)
    draft(anna, client, wave, {"safety": 4})
    seen = page(bo, client, wave)
    assert seen.draft is None
    assert "safety" not in seen.filled.answers
    assert [name for name, _ in seen.others] == [anna.actor.id]


def test_a_draft_of_a_client_that_is_hidden_is_refused(anna: Colleague, client: Saved) -> None:
    wave = first_wave(anna, client)
    with pytest.raises(RecordMissing):
        draft(colleague("Bo Berg"), client, wave, {"safety": 4})


def withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the version be withdrawn from now on."""
    version = instruments_in_use.version

    def later(wave: Wave, which: str, *, today: date) -> Instrument:
        found = version(wave, which, today=today)
        return found.model_copy(update={"withdrawn": Withdrawal(on=TODAY, reason="Fel i en fråga")})

    monkeypatch.setattr(instruments_in_use, "version", later)


def test_a_version_withdrawn_on_the_way_may_be_finished_but_not_begun(
    anna: Colleague, client: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = first_wave(anna, client)
    with monkeypatch.context() as patched:
        withdrawn(patched)
        with pytest.raises(ImpossibleError) as caught:
            send(anna, client, wave)
        assert caught.value.wrong is Wrong.WITHDRAWN
    draft(anna, client, wave, {"safety": 4})
    withdrawn(monkeypatch)
    assert isinstance(send(anna, client, wave), SavedPart)


def test_a_missed_wave_says_why_and_can_be_held_after_all(anna: Colleague, client: Saved) -> None:
    wave = first_wave(anna, client)
    operations.miss(
        client=client.record,
        wave=wave.pk,
        reason="not_reached",
        by=anna.actor,
        now=NOW,
        key=key(),
    )
    missed = first_wave(anna, client)
    assert (missed.status, missed.missed_reason) == ("missed", "not_reached")
    assert isinstance(send(anna, client, missed), SavedPart)
