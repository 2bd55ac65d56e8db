"""Episodes move by the table alone, and plan their waves as they move."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.codes import UnknownCodeError
from kvinnofrid.follow_up.models import Episode, EpisodeMove, Intervention, Wave
from kvinnofrid.follow_up.operations import InterventionFacts
from kvinnofrid.follow_up.rules import ImpossibleError, Move, Target, Wrong
from tests.accounts.people import NOW, TODAY, TOMORROW
from tests.follow_up.cases import OPENED, key, look, new_client, new_episode, take
from tests.records.people import Colleague


def waves(by: Colleague, client, episode) -> list[tuple[str, int]]:  # type: ignore[no-untyped-def]
    """The waves of an episode, by due day."""
    return look(  # type: ignore[no-any-return]
        by,
        client,
        lambda folder: [
            (one.occasion, one.number)
            for one in folder.of(Wave).filter(episode=episode.part).order_by("due_on")
        ],
    )


def test_an_episode_is_opened_begun_closed_and_come_back_to(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client, way_in="own", overall_goal="Trygghet")
    assert waves(anna, client, episode) == [("baseline", 1)]
    take(anna, client, episode, Move.START, OPENED + timedelta(days=5))
    assert waves(anna, client, episode) == [("baseline", 1), ("during", 1)]
    take(anna, client, episode, Move.CLOSE, TODAY)
    assert waves(anna, client, episode) == [("baseline", 1), ("exit", 1), ("follow_up", 1)]
    again = new_episode(anna, client, on=TODAY, previous=episode.part)
    found = look(anna, client, lambda folder: folder.part(Episode, again.part))
    assert str(found.previous_id) == episode.part
    moves = look(
        anna, client, lambda f: [one.move for one in f.of(EpisodeMove).order_by("at", "pk")]
    )
    assert sorted(moves) == ["close", "open", "reactualise", "start"]


def test_the_age_band_and_goal_are_those_of_the_opening(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client, overall_goal="Trygghet")
    seen = look(
        anna,
        client,
        lambda f: (
            f.part(Episode, episode.part).age_band,
            f.texts(f.part(Episode, episode.part))["overall_goal"],
        ),
    )
    assert seen == ("35-44", "Trygghet")


def test_sent_twice_it_is_one_episode(anna: Colleague) -> None:
    client, mark = new_client(anna), key()
    both = [
        operations.open_episode(
            client=client.record,
            new=operations.NewEpisode(Target.CHILD, OPENED),
            by=anna.actor,
            now=NOW,
            key=mark,
        )
        for _ in range(2)
    ]
    assert both[0].part == both[1].part
    assert both[1].repeated
    assert look(anna, client, lambda folder: folder.of(Episode).count()) == 1


@pytest.mark.parametrize(
    ("move", "on", "wrong"),
    [
        (Move.START, OPENED - timedelta(days=1), Wrong.BEFORE_OPENING),
        (Move.START, TOMORROW, Wrong.IN_FUTURE),
        (Move.CLOSE, OPENED - timedelta(days=1), Wrong.BEFORE_OPENING),
        (Move.REOPEN, TODAY, Wrong.NOT_ALLOWED),
        (Move.TRANSFER, TODAY, Wrong.NOT_ALLOWED),
    ],
)
def test_what_cannot_be_changes_nothing(
    anna: Colleague, move: Move, on: object, wrong: Wrong
) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    with pytest.raises(ImpossibleError) as caught:
        take(anna, client, episode, move, on)  # type: ignore[arg-type]
    assert caught.value.wrong is wrong
    found = look(anna, client, lambda folder: folder.part(Episode, episode.part))
    assert (found.status, found.version) == ("opened", 1)


def test_a_closure_needs_a_reason_of_the_list(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    with pytest.raises(ImpossibleError):
        take(anna, client, episode, Move.CLOSE, TODAY, reason="")
    with pytest.raises(UnknownCodeError):
        take(anna, client, episode, Move.CLOSE, TODAY, reason="boredom")


def test_an_intervention_fits_the_target_group_and_the_calendar(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)

    def save(kind: str, **days: object) -> None:
        operations.save_intervention(
            client=client.record,
            episode=episode.part,
            facts=InterventionFacts(kind, Intervention.Form.OPEN_SERVICE, "own_unit", **days),  # type: ignore[arg-type]
            by=anna.actor,
            now=NOW,
            key=key(),
        )

    save("refuge", started_on=OPENED)
    with pytest.raises(UnknownCodeError):
        save("violence_programme")
    with pytest.raises(ImpossibleError):
        save("refuge", started_on=TODAY, ended_on=OPENED)
    assert look(anna, client, lambda folder: folder.of(Intervention).count()) == 1


@pytest.mark.parametrize("day", [date(1, 1, 1), date(202, 6, 1), date(9999, 12, 31)])
def test_an_impossible_year_is_refused_wherever_a_day_is_given(anna: Colleague, day: date) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    given: dict[str, Any] = {"client": client.record, "by": anna.actor, "now": NOW, "key": key()}
    inside = given | {"episode": episode.part}
    wave = look(anna, client, lambda folder: folder.of(Wave).get())
    talks = ("talks", Intervention.Form.OPEN_SERVICE, "own_unit", "")
    tries: list[Callable[[], object]] = [
        lambda: new_episode(anna, client, on=day),
        lambda: new_episode(anna, client, contacted_on=day),
        lambda: take(anna, client, episode, Move.START, day),
        lambda: take(anna, client, episode, Move.CLOSE, day),
        lambda: operations.change_episode(
            **inside, version=1, facts=operations.EpisodeFacts(contacted_on=day)
        ),
        lambda: operations.change_episode(
            **inside, version=1, facts=operations.EpisodeFacts(planned_end_on=day)
        ),
        lambda: operations.save_intervention(
            **inside, facts=operations.InterventionFacts(*talks, day)
        ),
        lambda: operations.save_intervention(
            **inside, facts=operations.InterventionFacts(*talks, day, day)
        ),
        lambda: operations.add_wave(**inside, due_on=day),
        lambda: operations.move_due(**given, wave=wave.pk, version=wave.version, due_on=day),
    ]
    for act in tries:
        with pytest.raises(ImpossibleError):
            act()
    assert look(anna, client, lambda folder: folder.of(Episode).count()) == 1
    assert look(anna, client, lambda folder: folder.of(Wave).get().due_on) == wave.due_on


def test_an_end_is_not_planned_before_the_beginning(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    facts = operations.EpisodeFacts(planned_end_on=OPENED - timedelta(days=1))
    with pytest.raises(ImpossibleError) as caught:
        operations.change_episode(
            client=client.record, episode=episode.part, version=1, facts=facts, by=anna.actor,
            now=NOW, key=key(),
        )  # fmt: skip
    assert caught.value.wrong is Wrong.BEFORE_OPENING
