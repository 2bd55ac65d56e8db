"""Clients and episodes for the tests, made as the pages make them."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.models import Client
from kvinnofrid.follow_up.operations import EpisodeStep, NewClient, NewEpisode
from kvinnofrid.follow_up.rules import Attainment, Move, Target
from kvinnofrid.records.operations import Asked, Done, Folder, SavedPart, on_folder
from kvinnofrid.records.rules import Saved
from tests.accounts.people import NOW, TODAY, organisation, unit
from tests.records.people import Colleague

_serial = count(1)
OPENED = TODAY - timedelta(days=200)


def key() -> str:
    """A mark of a save that nobody has used."""
    return f"test-{next(_serial)}"


def new_client(
    by: Colleague, *, name: str = "Asta Påhitt", number: str = "", **given: Any
) -> Saved:
    """A client made by somebody, in the unit."""
    place = given.pop("place", None) or unit()
    values = {"name": name, "birth_year": "1988", "sex": "woman", **given.pop("values", {})}
    return operations.create_client(
        organisation=organisation(),
        unit=place.pk,
        new=NewClient(values, number, **given),
        by=by.actor,
        now=NOW,
        key=key(),
    )


def new_episode(
    by: Colleague, client: Saved, *, on: date = OPENED, target: Target = Target.VICTIM_SURVIVOR,
    **given: Any,
) -> SavedPart:  # fmt: skip
    """An episode opened by somebody."""
    return operations.open_episode(
        client=client.record,
        new=NewEpisode(target, on, **given),
        by=by.actor,
        now=NOW,
        key=key(),
    )


def take(
    by: Colleague, client: Saved, episode: SavedPart, move: Move, on: date, **given: Any
) -> SavedPart:
    """A step of an episode."""
    if move is Move.CLOSE:
        given = {"reason": "finished", "attainment": Attainment.WHOLLY, **given}
    return operations.step(
        client=client.record,
        episode=episode.part,
        step=EpisodeStep(move, on, **given),
        by=by.actor,
        now=NOW,
        key=key(),
    )


def look(by: Colleague, client: Saved, at: Any, *, now: datetime = NOW) -> Any:
    """What a function sees in the folder of a client, as somebody may read it."""

    def see(folder: Folder[Client]) -> Done[Any]:
        return Done(at(folder))

    return on_folder(Asked(Client, client.record, by.actor, "record.read", now), see)
