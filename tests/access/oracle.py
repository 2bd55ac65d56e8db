"""The policy a second time, from the prose alone, to be compared with the first.

It shares nothing with the policy but the types of values: the table, who gives what and which roles
conflict are typed anew as letters, the Swedish day is reckoned by the rule of summer time, and the
answer is found by collecting every objection and giving the first in the promised order.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from kvinnofrid.access.values import (
    Actor,
    Grant,
    Membership,
    Object,
    Organisation,
    Own,
    Public,
    Record,
    Unit,
)

LETTERS = {
    "C": "caseworker",
    "U": "unit_manager",
    "K": "coordinator",
    "P": "board_reader",
    "L": "county_leader",
    "O": "county_board_officer",
    "N": "national_analyst",
    "G": "grant_officer",
    "R": "log_reviewer",
    "A": "archivist",
    "S": "system_administrator",
}
KINDS = {"p": Public, "m": Own, "r": Record, "u": Unit, "o": Organisation, "g": Grant}
GROUPS = {"i": "identity", "c": "contact", "k": "content", "m": "meta"}

# Each cell is how far a role reaches: t the own team's, u the own unit's, o the organisation's.
# Marks: e everybody, c confirm again, 2 two persons, a not who it is for, g glass is enough,
# s a protected record is no secret from it, i each of the two or three must be identified.
MATRIX = """
action                      on  C U K P L O N G R A S  marks fields
page.read                   p   . . . . . . . . . . .  e     -
account.sign_in             p   . . . . . . . . . . .  e     -
calendar.read               p   . . . . . . . . . . .  e     -
account.enrol               m   . . . . . . . . . . .  -     -
account.manage_own          m   . . . . . . . . . . .  -     -
account.identify            m   . . . . . . . . . . .  c     -
record.find                 r   t u . . . . . . . . .  g     im
record.read                 r   t u . . . . . . . . .  g     icmk
record.break_glass          r   o o . . . . . . . . .  c     -
record.create               u   u u . . . . . . . . .  -     -
record.write                r   t u . . . . . . . . .  -     ickm
record.assign               r   . u . . . . . . . . .  -     im
record.block                r   t u . . . . . . . . .  -     -
record.see_blocks           r   . u . . . . . . . . .  -     -
record.propose_unblock      r   . u . . . . . . . . .  c     -
record.unblock              r   . u . . . . . . . . .  c2i   -
record.transfer             r   . u . . . . . . . . .  -     -
record.merge                r   t u . . . . . . . . .  -     ickm
record.protect              r   t u . . . . . . . . .  -     -
record.propose_clearance    r   . u . . . . . . . . .  cs    -
record.clear                r   . u . . . . . . . . .  c2ais -
unit.read_results           u   u u o . . . . . . . .  -     -
results.download            u   . u o . . . . . . . .  -     -
unit.export_coded           u   . u . . . . . . . . .  c     -
unit.import_extract         u   . u . . . . . . . . .  c     -
survey.answer               p   . . . . . . . . . . .  e     -
survey.invite               u   u u . . . . . . . . .  -     -
survey.revoke               u   . u . . . . . . . . .  -     -
survey.read_results         u   u u o . . . . . . . .  -     -
survey.read_words           u   . u . . . . . . . . .  c     -
unit.staff                  u   . u . . . . . . . . .  -     -
unit.interventions          u   . u . . . . . . . . .  -     -
unit.manage                 o   . . o . . . . . . . o  -     -
organisation.read_released  o   . o o o o o o o . . .  -     -
membership.see              o   . o o . . . . . o . o  -     -
membership.propose          g   . u o . . . . . . . o  c     -
membership.approve          g   . . o . . . . . o . o  c2    -
membership.end              g   . u o . . . . . . . o  -     -
membership.identify         g   . u o . . . . . . . o  c     -
membership.correct          g   . . . . . . . . . . o  c     -
log.read                    o   . . . . . . . . o . .  c     -
log.of_record               r   . . . . . . . . o . .  s     -
log.extract                 r   . . . . . . . . o . .  cs    -
instrument.read             o   o o o . o . . . . . .  -     -
instrument.draft            o   . . o . o . . . . . .  -     -
instrument.publish          o   . . o . o . . . . . .  -     -
exchange.see                o   . o o . . . . . o o .  -     -
extract.propose             o   . . o . . . . . . . .  c     -
extract.approve             o   . . o . . . . . . o .  c2i   -
extract.hand_out            o   . . o . . . . . . o .  c     -
extract.destroy_key         o   . . o . . . . . . o .  c     -
release.see                 o   . . . . . . o . . . .  -     -
release.propose             o   . . . . . . o . . . .  c     -
release.approve             o   . . . . . . o . . . .  c2i   -
log.draw                    o   . . . . . . . . o . .  c     -
log.review                  o   . . . . . . . . o . .  c2    -
log.verify                  o   . . . . . . . . o . o  -     -
retention.preview           o   . o . . . . . . . o .  -     -
retention.of_record         r   . u . . . . . . . o .  s     -
retention.propose           o   . . . . . . . . . o .  c     -
retention.approve           o   . o . . . . . . . o .  c2i   -
retention.carry_out         o   . . . . . . . . . o .  c     -
retention.hold              o   . o . . . . . . . o .  -     -
retention.lift_hold         o   . . . . . . . . . o .  c2i   -
system.settings             o   . . . . . . . . . . o  c     -
system.sign_in_services     o   . . . . . . . . . . o  c     -
system.approve_sign_in_service o . . . . . . . . . . o  c2   -
system.status               o   . . . . . . . . . . o  -     -
system.health               p   . . . . . . . . . . .  e     -
system.operate              o   . . . . . . . . . . .  -     -
comparison.load             o   . . . . . . . . . . .  -     -
system.privacy_papers       o   . . o . . . . . o o o  -     -
"""

OF_UNITS = "CU"
GIVES = {"U": "C", "K": "UP", "S": "KLONGRAS"}
TAKES = {"U": "C", "K": "CUP", "S": "CUKPLONGRAS"}
BY_TWO = "UKRAS"
APART = ("SC", "SU", "SR", "SA", "RC", "RU")


class Line(NamedTuple):
    """A line of the matrix."""

    on: type[Object]
    reach: dict[str, str]
    marks: str
    fields: frozenset[str]


def _lines() -> dict[str, Line]:
    head, *lines = MATRIX.strip().splitlines()
    roles = [LETTERS[letter] for letter in head.split()[2:13]]
    found = {}
    for line in lines:
        name, on, *rest = line.split()
        fields = frozenset(GROUPS[letter] for letter in rest[12].replace("-", ""))
        reach = {role: far for role, far in zip(roles, rest[:11], strict=True) if far != "."}
        found[name] = Line(KINDS[on], reach, rest[11], fields)
    return found


LINES = _lines()
LETTER = {role: letter for letter, role in LETTERS.items()}


class Answer(NamedTuple):
    """What the policy should say."""

    allowed: bool
    reason: str
    as_missing: bool
    fields: frozenset[str]


def swedish_day(now: datetime) -> date:
    """The day in Sweden: an hour ahead of UTC, two from March's last Sunday to October's."""
    at = now.astimezone(UTC).replace(tzinfo=None)

    def change(month: int) -> datetime:
        last = datetime(at.year, month, 31)  # noqa: DTZ001
        return last - timedelta(days=last.isoweekday() % 7) + timedelta(hours=1)

    return (at + timedelta(hours=2 if change(3) <= at < change(10) else 1)).date()


def awake(actor: Actor, now: datetime) -> list[Membership]:
    """The memberships that count now."""
    today = swedish_day(now)

    def within(first: date, until: date | None) -> bool:
        return not (today < first or (until is not None and today >= until))

    if [away for away in actor.leave if within(away.first, away.until)]:
        return []
    return [
        one
        for one in actor.memberships
        if within(one.period.first, one.period.until)
        and not actor.assurance < one.required_assurance
        and (LETTER[one.role] in OF_UNITS) is (one.unit is not None)
    ]


def hand_reaches(far: str, one: Membership, actor: Actor, thing: Object) -> bool:
    """Whether a membership that reaches so far reaches this thing of its own organisation."""
    if far == "o":
        return True
    assert isinstance(thing, Record | Unit | Grant)
    same_unit = one.unit is not None and one.unit == thing.unit
    if far == "u" or not same_unit:
        return same_unit
    assert isinstance(thing, Record)
    return bool(actor.teams & thing.teams) or actor.id in thing.assigned | thing.covering


def lacking(line: Line, actor: Actor, thing: Object, now: datetime) -> Iterator[str]:
    """What a person whose role suffices must still do."""
    if "c" in line.marks:
        age = None if actor.confirmed_at is None else (now - actor.confirmed_at).total_seconds()
        if age is None or age < 0 or age >= 600:
            yield "confirm_again"
    if "2" in line.marks:
        assert isinstance(thing, Record | Organisation | Grant)
        yield from others_lacking(line, actor, thing)


def others_lacking(line: Line, actor: Actor, thing: Record | Organisation | Grant) -> Iterator[str]:
    """Who else there must be, and whether each is surely another person."""
    proposer = (thing.proposed_by, thing.proposer_tokens)
    apart = [proposer]
    if "a" in line.marks:
        assert isinstance(thing, Record)
        apart.append((thing.proposed_for, thing.subject_tokens))
    for user, tokens in apart:
        if user is None or user == actor.id or actor.tokens & tokens:
            yield "same_person"
    if isinstance(thing, Grant) and thing.proposed_by == thing.user:
        yield "same_person"
    if "i" in line.marks:
        unknown = [user for user, tokens in apart if tokens == frozenset()]
        if unknown or {thing.organisation}.isdisjoint(actor.identified_in):
            yield "unidentified"


def grant_objections(
    action: str, line: Line, here: list[Membership], actor: Actor, grant: Grant
) -> Iterator[str]:
    """Why a membership may not be given or taken by this person."""
    hands = [one for one in here if one.role in line.reach]
    if not hands:
        yield "no_role"
    role = LETTER[grant.role]
    if action == "membership.approve":
        able = role in BY_TWO
    else:
        able = any(
            role in (GIVES if action == "membership.propose" else TAKES).get(LETTER[one.role], "")
            and hand_reaches(line.reach[one.role], one, actor, grant)
            for one in hands
        )
    if not able:
        yield "not_downward"
    if action in ("membership.identify", "membership.correct") and grant.user == actor.id:
        yield "not_downward"
    if action not in ("membership.end", "membership.identify", "membership.correct"):
        if grant.user == actor.id or (role in OF_UNITS) is not (grant.unit is not None):
            yield "not_downward"
        if any({role, LETTER[held]} == set(pair) for held in grant.holds for pair in APART):
            yield "roles_conflict"


def record_answer(
    line: Line, here: list[Membership], actor: Actor, record: Record, now: datetime
) -> Answer:
    """Block before protection before assignment before role, and missing unless one may know."""

    def reached_by(other: Line) -> bool:
        return any(
            hand_reaches(other.reach[one.role], one, actor, record)
            for one in here
            if one.role in other.reach
        )

    unidentified = len(record.blocked_tokens) > 0 and not (
        {record.organisation} & actor.identified_in
    )
    if actor.id in record.blocked_users or actor.tokens & record.blocked_tokens or unidentified:
        return no("blocked", True)
    outside = record.protected and actor.id not in record.cleared
    if outside and not ("s" in line.marks and reached_by(line)):
        return no("protected", True)
    if reached_by(line):
        for reason in lacking(line, actor, record, now):
            return no(reason)
        return Answer(True, "allowed", False, line.fields)
    works_with_people = any(LETTER[one.role] in "CU" for one in here)
    minutes_left = [
        (glass.until - now).total_seconds() / 60
        for glass in actor.break_glass
        if glass.record == record.id
    ]
    if "g" in line.marks and works_with_people and any(0 < left <= 60 for left in minutes_left):
        return Answer(True, "break_glass", False, line.fields)
    if reached_by(LINES["record.find"]):
        return no("no_role")
    return no("not_assigned", True)


def no(reason: str, missing: bool = False) -> Answer:
    """A denial."""
    return Answer(False, reason, missing, frozenset())


def answer(actor: Actor, action: str, thing: Object, now: datetime) -> Answer:
    """What the policy should say of the actor doing the action to the thing now."""
    line = LINES.get(action)
    if line is None:
        return no("unknown_action", True)
    if thing.__class__ is not line.on:
        return no("wrong_object", True)
    if "e" in line.marks:
        return Answer(True, "allowed", False, line.fields)
    return signed_in_answer(actor, action, line, thing, now)


def signed_in_answer(actor: Actor, action: str, line: Line, thing: Object, now: datetime) -> Answer:
    """What it should say when the action is known, fits the thing, and is not for everybody."""
    about_a_person = isinstance(thing, Record)
    if actor.id == "":
        return no("not_signed_in", about_a_person)
    if actor.ended is not None and not swedish_day(now) < actor.ended:
        return no("not_active", about_a_person)
    if isinstance(thing, Own):
        if thing.user != actor.id:
            return no("not_assigned", True)
        for reason in lacking(line, actor, thing, now):
            return no(reason)
        return Answer(True, "allowed", False, line.fields)
    assert not isinstance(thing, Public)
    counting = awake(actor, now)
    if counting == []:
        return no("not_active", about_a_person)
    here = [one for one in counting if one.organisation == thing.organisation]
    if here == []:
        return no("other_organisation", True)
    if isinstance(thing, Record):
        return record_answer(line, here, actor, thing, now)
    return place_answer(action, line, here, actor, thing, now)


def place_answer(
    action: str,
    line: Line,
    here: list[Membership],
    actor: Actor,
    thing: Unit | Organisation | Grant,
    now: datetime,
) -> Answer:
    """What it should say of what is no record: every objection, and the first one counts."""
    if isinstance(thing, Grant):
        objections: Iterable[str] = grant_objections(action, line, here, actor, thing)
    else:
        able = any(
            hand_reaches(line.reach[one.role], one, actor, thing)
            for one in here
            if one.role in line.reach
        )
        objections = () if able else ("no_role",)
    for reason in (*objections, *lacking(line, actor, thing, now)):
        return no(reason)
    return Answer(True, "allowed", False, line.fields)
