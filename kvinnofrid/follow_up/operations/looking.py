"""What is shown of a client, an episode and a wave. Nothing is given before it is in the log."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import UUIDField

from kvinnofrid.access.values import Actor, Reason
from kvinnofrid.follow_up import answers as forms
from kvinnofrid.follow_up import instruments_in_use, rules
from kvinnofrid.follow_up.answers import Filled, Known
from kvinnofrid.follow_up.models import (
    Client,
    Correction,
    Draft,
    Episode,
    EpisodeMove,
    Goal,
    Intervention,
    LinkedPerson,
    Wave,
)
from kvinnofrid.follow_up.operations.asking import ClientFolder, day_of, the
from kvinnofrid.follow_up.operations.local_interventions import names_of
from kvinnofrid.follow_up.rules import WaveStatus
from kvinnofrid.questionnaires import Instrument
from kvinnofrid.records import operations as records
from kvinnofrid.records.models import Parts
from kvinnofrid.records.operations import Asked, Done, Line, on_folder
from kvinnofrid.records.rules import ProtectedIdentity


class NothingLocatedError(ValueError):
    """No record that could be opened in an emergency has that identity number."""

    def message(self, lang: str = "sv") -> str:
        """What is wrong and what to do."""
        if lang.startswith("sv"):
            return "Ingen akt kan öppnas för det numret. Jämför med handlingen och försök igen."
        return "No record can be opened for that number. Compare with the document and try again."


@dataclass(frozen=True, slots=True)
class ClientSeen:
    """A client as may be shown: the same head on every page about the client."""

    id: str
    version: int
    unit: str
    organisation: int
    protected: bool
    protection: ProtectedIdentity
    synthetic: bool
    closed: bool
    known_identity: bool
    values: Mapping[str, str]
    through_glass: bool
    contact_shown: bool

    @property
    def reference(self) -> str:
        """What the client is called where no name is: a few characters of the random id."""
        return self.id[:6].upper()

    @property
    def may_write(self) -> bool:
        """Whether what is seen can also be changed: not through an emergency opening."""
        return not (self.through_glass or self.closed)


@dataclass(frozen=True, slots=True)
class LinkedSeen:
    """A linked person. `record` is their own, where the actor may find it."""

    row: LinkedPerson
    texts: Mapping[str, str]
    record: Line | None


@dataclass(frozen=True, slots=True)
class EpisodeSeen:
    """An episode with what belongs to it."""

    row: Episode
    texts: Mapping[str, str]
    waves: tuple[Wave, ...]
    interventions: tuple[tuple[Intervention, Mapping[str, str]], ...]
    goals: tuple[tuple[Goal, Mapping[str, str]], ...]
    moves: tuple[tuple[EpisodeMove, Mapping[str, str]], ...]
    local_names: Mapping[uuid.UUID, str]
    """The unit's own interventions that were given, by the name they had then."""


@dataclass(frozen=True, slots=True)
class ClientPage:
    """A client with episodes, the newest first, and linked persons."""

    client: ClientSeen
    episodes: tuple[EpisodeSeen, ...]
    linked: tuple[LinkedSeen, ...]


_EPISODES = Parts(Episode, lambda parts: parts.order_by("-opened_on", "-at"))
_LINKED = Parts(LinkedPerson, lambda parts: parts.filter(removed_at__isnull=True).order_by("at"))
_GIVEN = Parts(
    Intervention,
    lambda parts, episode: parts.filter(episode=episode, removed_at__isnull=True).order_by(
        "started_on", "at"
    ),
    episode=UUIDField(),
)
_GOALS = Parts(
    Goal,
    lambda parts, episode: parts.filter(episode=episode, removed_at__isnull=True).order_by(
        "set_on", "at"
    ),
    episode=UUIDField(),
)
_MOVES = Parts(
    EpisodeMove,
    lambda parts, episode: parts.filter(episode=episode).order_by("at"),
    episode=UUIDField(),
)
_WAVES = Parts(Wave, lambda parts, episode: parts.filter(episode=episode), episode=UUIDField())
_HELD = Parts(
    Wave,
    lambda parts, episode: parts.filter(
        episode=episode, status=WaveStatus.SUBMITTED.value
    ).order_by("held_on", "submitted_at"),
    episode=UUIDField(),
)
_DRAFTS = Parts(Draft, lambda parts, wave: parts.filter(wave=wave), wave=UUIDField())
_CORRECTIONS = Parts(
    Correction,
    lambda parts, wave: parts.filter(wave=wave).order_by("-at", "item"),
    wave=UUIDField(),
)


def read_client(*, client: object, by: Actor, now: datetime, contact: bool = False) -> ClientPage:
    """A client with everything, as far as the actor may see it.

    Contact facts of a protected identity are shown when asked for with `contact`.
    """

    def look(folder: ClientFolder) -> Done[tuple[ClientPage, list[uuid.UUID]]]:
        seen = head(folder, contact=contact)
        episodes = tuple(_episode(folder, row) for row in folder.ask(_EPISODES))
        people = [LinkedSeen(row, folder.texts(row), None) for row in folder.ask(_LINKED)]
        others = [one.row.other for one in people if one.row.other is not None]
        details = {"access": "break_glass" if seen.through_glass else "role", "fields": "all"}
        return Done((ClientPage(seen, episodes, tuple(people)), others), details | _tier(seen))

    page, others = on_folder(Asked(Client, client, by, "record.read", now), look)
    if not others:
        return page
    found = records.find_these(model=Client, ids=others, by=by, now=now)
    linked = tuple(replace(one, record=found.get(str(one.row.other))) for one in page.linked)
    return replace(page, linked=linked)


def _tier(seen: ClientSeen) -> dict[str, str]:
    return {"tier": "protected"} if seen.protected or seen.protection else {}


def head(folder: ClientFolder, *, contact: bool = False) -> ClientSeen:
    """The client itself."""
    row = folder.record
    return ClientSeen(
        id=str(row.pk),
        version=row.version,
        unit=str(row.unit_id),
        organisation=row.organisation_id,
        protected=row.protected,
        protection=row.protection,
        synthetic=row.synthetic,
        closed=row.closed_at is not None,
        known_identity=row.identity_token is not None,
        values=folder.own_texts(contact=contact),
        through_glass=folder.found.decision.reason is Reason.BREAK_GLASS,
        contact_shown=contact or not row.protection,
    )


def _episode(folder: ClientFolder, row: Episode) -> EpisodeSeen:
    given = folder.ask(_GIVEN, episode=row.pk)
    return EpisodeSeen(
        row,
        folder.texts(row),
        tuple(
            sorted(
                folder.ask(_WAVES, episode=row.pk),
                key=lambda one: (rules.ORDER.index(rules.Occasion(one.occasion)), one.number),
            )
        ),
        tuple((one, folder.texts(one)) for one in given),
        tuple((one, folder.texts(one)) for one in folder.ask(_GOALS, episode=row.pk)),
        tuple((one, folder.texts(one)) for one in folder.ask(_MOVES, episode=row.pk)),
        names_of({one.local for one in given if one.local is not None}),
    )


def read_episode(
    *, client: object, episode: object, by: Actor, now: datetime
) -> tuple[ClientSeen, EpisodeSeen]:
    """One episode with everything in it, and the client that it is of."""

    def look(folder: ClientFolder) -> Done[tuple[ClientSeen, EpisodeSeen]]:
        seen = head(folder)
        found = _episode(folder, the(folder, Episode, episode))
        return Done((seen, found), {"fields": "episode"} | _tier(seen))

    return on_folder(Asked(Client, client, by, "record.read", now), look)


@dataclass(frozen=True, slots=True)
class Answered:
    """A wave that was held, with its answers and the version that they were given in."""

    row: Wave
    instrument: Instrument
    filled: Filled


@dataclass(frozen=True, slots=True)
class CorrectionSeen:
    """A former answer: of which item, what it was, and why it was changed."""

    row: Correction
    former: str
    why: str


@dataclass(frozen=True, slots=True)
class DraftSeen:
    """One's own draft."""

    version: int
    at: datetime
    filled: Filled


@dataclass(frozen=True, slots=True)
class WavePage:
    """A wave to fill in or to read.

    `instrument` is the version to use: that of the answers, else of one's draft, else the one that
    holds today. `filled` is what to show: the answers, else the draft, else what the episode knows.
    `others` are colleagues who have a draft of it, with when they last saved.
    """

    client: ClientSeen
    episode: Episode
    wave: Wave
    instrument: Instrument
    filled: Filled
    draft: DraftSeen | None
    former: tuple[Answered, ...]
    corrections: tuple[CorrectionSeen, ...]
    others: tuple[tuple[str, datetime], ...]


def read_wave(*, client: object, wave: object, by: Actor, now: datetime) -> WavePage:
    """A wave with its answers, one's own draft of it, and the answers of earlier waves.

    Raises ImpossibleError when there is no version to begin with.
    """

    def look(folder: ClientFolder) -> Done[WavePage]:
        found = the(folder, Wave, wave)
        episode = the(folder, Episode, found.episode_id)
        drafts = folder.ask(_DRAFTS, wave=found.pk)
        own = next((one for one in drafts if str(one.user_id) == by.id), None)
        instrument = _instrument(found, own, now)
        draft = _draft(folder, own, instrument)
        page = WavePage(
            client=head(folder),
            episode=episode,
            wave=found,
            instrument=instrument,
            filled=_filled(folder, found, episode, instrument, draft, now),
            draft=draft,
            former=_former(folder, episode, found),
            corrections=_corrections(folder, found),
            others=tuple(
                (str(one.user_id), one.saved_at) for one in drafts if str(one.user_id) != by.id
            ),
        )
        return Done(page, {"fields": "wave"} | _tier(page.client))

    return on_folder(Asked(Client, client, by, "record.read", now), look)


def _instrument(wave: Wave, draft: Draft | None, now: datetime) -> Instrument:
    today = day_of(now)
    chosen = instruments_in_use.answered_in(wave) or (draft.instrument_version if draft else "")
    if chosen:
        return instruments_in_use.version(wave, chosen, today=today)
    return instruments_in_use.current(wave, today=today)


def _draft(folder: ClientFolder, draft: Draft | None, instrument: Instrument) -> DraftSeen | None:
    if draft is None or draft.instrument_version != instruments_in_use.reference(instrument):
        return None
    filled = forms.opened(instrument, folder.texts(draft)["answers"])
    return DraftSeen(draft.version, draft.saved_at, filled)


def _filled(
    folder: ClientFolder,
    wave: Wave,
    episode: Episode,
    instrument: Instrument,
    draft: DraftSeen | None,
    now: datetime,
) -> Filled:
    if wave.status == WaveStatus.SUBMITTED:
        return forms.opened(instrument, folder.texts(wave)["answers"])
    if draft is not None:
        return draft.filled
    known = _known(folder, episode, day_of(now))
    return Filled(forms.suggested(instrument, known, occasion=wave.occasion))


def _known(folder: ClientFolder, episode: Episode, today: date) -> Known:
    year = folder.own_texts().get("birth_year", "")
    given = folder.ask(_GIVEN, episode=episode.pk)
    return Known(
        way_in=episode.way_in,
        sex=episode.sex,
        age=today.year - int(year) if year.isascii() and year.isdecimal() else None,
        attainment=episode.attainment,
        closure_reason=episode.closure_reason,
        interventions=tuple(one.kind for one in sorted(given, key=lambda one: one.at)),
        protected_identity=folder.record.protection.value,
    )


def _former(folder: ClientFolder, episode: Episode, wave: Wave) -> tuple[Answered, ...]:
    """The waves of the episode that were held before this one, the latest last."""
    place = (rules.ORDER.index(rules.Occasion(wave.occasion)), wave.number)
    return tuple(
        one
        for one in answered(folder, episode)
        if (rules.ORDER.index(rules.Occasion(one.row.occasion)), one.row.number) < place
    )


def answered(folder: ClientFolder, episode: Episode) -> tuple[Answered, ...]:
    """The waves of an episode that were held, in order."""
    found = []
    for row in folder.ask(_HELD, episode=episode.pk):
        assert row.held_on is not None
        instrument = instruments_in_use.version(
            row, instruments_in_use.answered_in(row), today=row.held_on
        )
        filled = forms.opened(instrument, folder.texts(row)["answers"])
        found.append(Answered(row, instrument, filled))
    return tuple(found)


def _corrections(folder: ClientFolder, wave: Wave) -> tuple[CorrectionSeen, ...]:
    found = []
    for row in folder.ask(_CORRECTIONS, wave=wave.pk):
        texts = folder.texts(row)
        found.append(CorrectionSeen(row, texts["former"], texts["why"]))
    return tuple(found)


def read_picture(
    *, client: object, episode: object, by: Actor, now: datetime
) -> tuple[ClientSeen, Episode, tuple[Answered, ...]]:
    """The held waves of an episode, for the client's own picture."""

    def look(folder: ClientFolder) -> Done[tuple[ClientSeen, Episode, tuple[Answered, ...]]]:
        found = the(folder, Episode, episode)
        seen = head(folder)
        return Done((seen, found, answered(folder, found)), {"fields": "picture"} | _tier(seen))

    return on_folder(Asked(Client, client, by, "record.read", now), look)
