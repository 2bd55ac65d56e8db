"""Made-up answers and clients of the demo: plausible, always the same, marked as made up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.queries import actor_of, made_up_user
from kvinnofrid.catalogue import Item
from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.answers import Filled
from kvinnofrid.follow_up.instruments_in_use import reference
from kvinnofrid.follow_up.models import Intervention, LinkedPerson
from kvinnofrid.follow_up.operations import (
    DraftSave,
    EpisodeSeen,
    EpisodeStep,
    GoalFacts,
    InterventionFacts,
    LinkedFacts,
    NewClient,
    NewEpisode,
    Submission,
)
from kvinnofrid.follow_up.rules import Attainment, Move, Occasion, Target
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.questionnaires import Given, Instrument, applies, check, from_texts
from kvinnofrid.records.operations import is_done
from kvinnofrid.records.rules import ProtectedIdentity

MADE_UP_REASON = "Påhittat svar i demon"


def answers(
    instrument: Instrument,
    *,
    occasion: str,
    level: float,
    known: Mapping[str, Given],
    today: date,
) -> Filled:
    """A whole form. `level` is how well things are, 0 to 1; `known` is answered as it is."""
    given: dict[str, Given] = dict(known)
    while True:
        asked = applies(instrument, given, today=today, occasion=occasion)
        left = [item for item in asked if item not in given]
        texts = {item: _text(instrument.item(item), level) for item in left}
        more = {key: text for key, text in texts.items() if text}
        if not more:
            break
        first = next(iter(more))
        given |= from_texts(instrument, {first: more[first]})[0]
    found = check(instrument, given, today=today, occasion=occasion)
    return Filled(given, {one.key: MADE_UP_REASON for one in found.warnings})


def _text(item: Item, level: float) -> list[str]:
    if item.scale is not None:
        span = item.scale.high - item.scale.low
        place = level if item.improves != "down" else 1 - level
        return [str(item.scale.low + round(span * place))]
    if item.kind == "number":
        return ["1"]
    if item.kind not in ("single", "multiple"):
        return []
    codes = [choice.code for choice in item.choices if not choice.exclusive]
    if item.improves is None:
        return [codes[len(item.id) % min(3, len(codes))]]
    place = level if item.improves == "up" else 1 - level
    return [codes[round((len(codes) - 1) * place)]]


@dataclass(frozen=True, slots=True)
class Story:
    """A made-up client: who, how long ago it began, how it has gone, and what is left to do.

    `levels` are how well things were at each wave held, from the first. `closed` is days ago.
    """

    key: str
    values: Mapping[str, str]
    target: Target
    opened: int
    levels: tuple[float, ...] = ()
    started: bool = True
    closed: int | None = None
    number: str = ""
    perpetrator: str = ""
    protection: ProtectedIdentity = ProtectedIdentity.NONE
    interventions: tuple[str, ...] = ("talks",)
    goal: str = ""
    draft: bool = False


ALVA, BIRK, IDUN = "caseworker-0380-alva", "caseworker-0380-birk", "caseworker-0305-idun"
STORIES: dict[str, tuple[Story, ...]] = {
    ALVA: (
        Story(
            "asta",
            {
                "name": "Asta Påhitt",
                "sex": "woman",
                "home_municipality": "0380",
                "safe_ways": "call,text",
                "safe_times": "Vardagar 9–15",
                "safe_warning": "Lämna aldrig meddelande. Ring inte efter klockan 15.",
            },
            Target.VICTIM_SURVIVOR,
            opened=205,
            levels=(0.2, 0.4, 0.6),
            number="198001022386",
            perpetrator="197001239297",
            protection=ProtectedIdentity.MARKING,
            interventions=("talks", "refuge", "safety_planning"),
            goal="Kunna sova utan att vara rädd",
        ),
        Story(
            "britt",
            {"name": "Britt Exempel", "birth_year": "1971", "sex": "woman"},
            Target.VICTIM_SURVIVOR,
            opened=20,
            started=False,
            interventions=(),
            draft=True,
        ),
        Story(
            "cilla",
            {"name": "Cilla Prov", "birth_year": "1995", "sex": "woman", "safe_ways": "e_mail"},
            Target.VICTIM_SURVIVOR,
            opened=400,
            levels=(0.1, 0.5, 0.8),
            closed=175,
            interventions=("talks", "economic", "housing"),
            goal="En egen bostad",
        ),
        Story(
            "okand",
            {"sex": "woman", "safe_warning": "Vi har inget säkert sätt att nå henne ännu."},
            Target.VICTIM_SURVIVOR,
            opened=3,
            started=False,
            interventions=(),
        ),
        Story(
            "dag",
            {"name": "Dag Demosson", "birth_year": "1983", "sex": "man", "safe_ways": "call"},
            Target.PERPETRATOR,
            opened=110,
            levels=(0.3,),
            interventions=("violence_programme",),
            goal="Lämna rummet innan jag blir arg",
        ),
    ),
    BIRK: (
        Story(
            "ebba",
            {"name": "Ebba Påhitt", "birth_year": "2016", "sex": "woman"},
            Target.CHILD,
            opened=150,
            levels=(0.3, 0.5),
            interventions=("with_parent",),
            goal="Att få vara hemma utan bråk",
        ),
    ),
    IDUN: (
        Story(
            "greta",
            {"name": "Greta Exempelsson", "birth_year": "1990", "sex": "woman"},
            Target.VICTIM_SURVIVOR,
            opened=60,
            levels=(0.3,),
        ),
    ),
}


def load_demo(*, data: Path, today: date) -> str:
    """Make the demo's clients where they are missing; nothing at all unless the mode is demo."""
    del data, today
    if settings.MODE != "demo":
        return "Demoklienter: inga, det är ingen demo"
    now = timezone.localtime()
    made = 0
    try:
        for who, stories in STORIES.items():
            user = made_up_user(f"{who}@demo.invalid")
            if user is None:
                continue
            by = replace(actor_of(user, ()), assurance=2)
            for story in stories:
                made += _tell(story, by, now)
    except KeysError as error:
        return f"Demoklienter: inga. {error.message('sv')}"
    return f"Demoklienter: {made} nya"


def _tell(story: Story, by: Actor, now: datetime) -> int:
    """Make a client as the pages would; 0 when it is made already."""
    last = f"demo-{story.key}-last"
    if is_done(by=by, now=now, key=last):
        return 0
    place = by.memberships[0]
    assert place.unit is not None
    client = operations.create_client(
        organisation=int(place.organisation),
        unit=UUID(place.unit),
        new=NewClient(story.values, story.number, story.protection, synthetic=True),
        by=by,
        now=now,
        key=f"demo-{story.key}",
    ).record
    teller = _Teller(story, client, by, now)
    teller.episode()
    if story.perpetrator:
        teller.link()
    teller.goal(last)
    return 1


@dataclass(frozen=True, slots=True)
class _Teller:
    """Somebody who writes a story down, step by step, each once."""

    story: Story
    client: str
    by: Actor
    now: datetime

    def day(self, ago: int) -> date:
        return (self.now - timedelta(days=ago)).date()

    def key(self, step: str) -> str:
        return f"demo-{self.story.key}-{step}"

    def episode(self) -> None:
        story = self.story
        opened = self.day(story.opened)
        operations.open_episode(
            client=self.client,
            new=NewEpisode(story.target, opened, "own", opened, story.goal),
            by=self.by,
            now=self.now,
            key=self.key("open"),
        )
        if story.started:
            self.step(Move.START, min(story.opened, story.opened - 7))
        for number, kind in enumerate(story.interventions):
            self.intervention(kind, number)
        self.waves()

    def seen(self) -> EpisodeSeen:
        return operations.read_client(client=self.client, by=self.by, now=self.now).episodes[0]

    def step(self, move: Move, ago: int) -> None:
        reason = "finished" if move is Move.CLOSE else ""
        attained = Attainment.PARTLY if move is Move.CLOSE else Attainment.NOT_ASSESSED
        operations.step(
            client=self.client,
            episode=self.seen().row.pk,
            step=EpisodeStep(move, self.day(ago), reason, attained),
            by=self.by,
            now=self.now,
            key=self.key(move.value),
        )

    def intervention(self, kind: str, number: int) -> None:
        operations.save_intervention(
            client=self.client,
            episode=self.seen().row.pk,
            facts=InterventionFacts(
                kind,
                Intervention.Form.BY_DECISION if number else Intervention.Form.OPEN_SERVICE,
                "association" if kind == "refuge" else "own_unit",
                started_on=self.day(self.story.opened - 7),
            ),
            by=self.by,
            now=self.now,
            key=self.key(f"help-{number}"),
        )

    def waves(self) -> None:
        """Hold the waves from the first on; an episode that is closed ends with its exit wave."""
        story = self.story
        last = story.closed or 20
        for number, level in enumerate(story.levels):
            share = number / max(1, len(story.levels) - 1)
            ago = round(story.opened - 8 - (story.opened - 8 - last) * share)
            final = story.closed is not None and number == len(story.levels) - 1
            if final:
                self.step(Move.CLOSE, last)
            occasion = (
                Occasion.EXIT if final else (Occasion.DURING if number else Occasion.BASELINE)
            )
            self.wave(occasion, level, ago, number)
        if story.draft:
            self.draft()

    def wave(self, occasion: Occasion, level: float, ago: int, number: int) -> None:
        row = [one for one in self.seen().waves if one.occasion == occasion][-1]
        page = operations.read_wave(client=self.client, wave=row.pk, by=self.by, now=self.now)
        filled = answers(
            page.instrument,
            occasion=row.occasion,
            level=level,
            known=page.filled.answers,
            today=self.now.date(),
        )
        operations.submit(
            client=self.client,
            wave=row.pk,
            submission=Submission(filled, self.day(ago), reference(page.instrument), row.version),
            by=self.by,
            now=self.now,
            key=self.key(f"wave-{number}"),
        )

    def draft(self) -> None:
        row = self.seen().waves[0]
        page = operations.read_wave(client=self.client, wave=row.pk, by=self.by, now=self.now)
        filled = Filled({**page.filled.answers, "relation": "former_partner"})
        operations.save_draft(
            client=self.client,
            wave=row.pk,
            save=DraftSave(lambda _: filled, reference(page.instrument), row.version, 0),
            by=self.by,
            now=self.now,
        )

    def link(self) -> None:
        operations.save_linked(
            client=self.client,
            facts=LinkedFacts(
                LinkedPerson.Kind.PERPETRATOR,
                "Påhittad Person",
                relation="Tidigare sambo",
                identity_number=self.story.perpetrator,
            ),
            by=self.by,
            now=self.now,
            key=self.key("perpetrator"),
        )

    def goal(self, key: str) -> None:
        """The last step: when it is done the whole story is."""
        operations.save_goal(
            client=self.client,
            episode=self.seen().row.pk,
            facts=GoalFacts(self.story.goal or "Veta vilken hjälp som finns"),
            by=self.by,
            now=self.now,
            key=key,
        )
