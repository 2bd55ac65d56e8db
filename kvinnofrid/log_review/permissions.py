"""Which lines of the log a reviewer may know of: asked of the policy for each, counts included."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from kvinnofrid.access.policy import decide
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Actor, Record
from kvinnofrid.audit import queries as audit
from kvinnofrid.audit.queries import LoggedEvent
from kvinnofrid.log_review.kinds import NO_RECORDS, logged_kinds

OF_RECORD = "log.of_record"
Thing = tuple[str, str]


class Sight:
    """What an actor may know of in an organisation's log now. Called with an event, it answers.

    An event about a record is shown only if the policy says so of the record; one about a record
    that is not there any more, or of a kind that nobody knows, is not. An event about another
    event, such as that somebody read it, is shown only together with that one.
    """

    def __init__(self, actor: Actor, organisation: str, *, now: datetime) -> None:
        self._actor, self._organisation, self._now = actor, organisation, now
        self._kinds = logged_kinds()
        self._decided: dict[Thing, bool] = {}

    def __call__(self, event: LoggedEvent) -> bool:
        """Whether the actor may know of the event."""
        followed: set[int] = set()
        while event.object_kind == "audit_event" and event.object_id.isdecimal():
            followed.add(event.number)
            about = audit.event(self._organisation, number=int(event.object_id))
            if about is None or about.number in followed:
                return True
            event = about
        if not self._is_about_record(event):
            return True
        thing = (event.object_kind, event.object_id)
        if thing not in self._decided:
            self._decide([thing])
        return self._decided[thing]

    def shown(self, events: Iterable[LoggedEvent]) -> list[LoggedEvent]:
        """Those of the events that the actor may know of, with few questions to the database."""
        found = list(events)
        self._decide(
            {(one.object_kind, one.object_id) for one in found if self._is_about_record(one)}
            - self._decided.keys()
        )
        return [one for one in found if self(one)]

    def _is_about_record(self, event: LoggedEvent) -> bool:
        row = TABLE.get(event.action)
        return event.object_kind not in NO_RECORDS or (row is not None and row.on is Record)

    def _decide(self, things: Iterable[Thing]) -> None:
        by_kind: dict[str, set[str]] = defaultdict(set)
        for kind, id_ in things:
            by_kind[kind].add(id_)
        for kind, ids in by_kind.items():
            known = self._kinds.get(kind)
            records = known.guarded(self._organisation, ids, now=self._now) if known else {}
            for id_ in ids:
                record = records.get(id_)
                self._decided[kind, id_] = record is not None and bool(
                    decide(self._actor, OF_RECORD, record, self._now)
                )
