"""What the key service does with a request: check it, count it, do it, write it down, answer."""

import base64
import binascii
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kvinnofrid.keys import envelope
from kvinnofrid.keys.errors import BadRequest, KeysError, NotPermitted
from kvinnofrid.keys.frames import PROTOCOL
from kvinnofrid.keys.identity import SWEDEN, IdentityError, read_identity
from kvinnofrid.keys.journal import Journal, Line
from kvinnofrid.keys.quota import Limit, Quota
from kvinnofrid.keys.store import DATA_KEY, KeyStore, Kind, StoredKey
from kvinnofrid.keys.tokens import make_token

Message = dict[str, Any]

LIMITS: Mapping[str, Limit] = {
    "requests": Limit(60_000, 10_000_000),  # of one user id
    "tokens": Limit(600, 20_000),  # of one organisation, as those below
    "data keys": Limit(6_000, 1_000_000),
    "new keys": Limit(600, 5_000),  # of all organisations together
    "destructions": Limit(600, 50_000),
}
"""All possible identity numbers are some 40 million: at 20 000 a day, more than five years."""

_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_ID = re.compile(r"[0-9a-f]{32}")
_FIELDS: Mapping[str, frozenset[str]] = {
    "health": frozenset(),
    "status": frozenset(),
    "token": frozenset({"organisation", "number"}),
    "new_data_key": frozenset({"organisation"}),
    "trial": frozenset({"organisation", "keys", "numbers"}),
    "unwrap": frozenset({"organisation", "wrapped"}),
    "rewrap": frozenset({"organisation", "wrapped"}),
    "rotate": frozenset({"organisation"}),
    "destroy": frozenset({"organisation", "key", "also_current"}),
}
_LASTING = frozenset({"rotate", "destroy"})
MOST_AT_ONCE = 500
"""How many data keys, and tokens, one request of a trial may ask for."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end of the socket, as the kernel says; -1 where it does not say."""

    uid: int
    pid: int
    is_operator: bool


class Keeper:
    """The operations on one store. Requests of several threads are done one at a time."""

    def __init__(
        self,
        store: KeyStore,
        journal: Journal,
        *,
        clock: Callable[[], float],
        limits: Mapping[str, Limit] = LIMITS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._journal = journal
        self._now = now
        self._quota = Quota({**LIMITS, **limits}, clock)
        self._guard = threading.Lock()
        for organisation, count in journal.counts(now(), "token").items():
            self._quota.use_of_day("tokens", organisation, count)
        self._operations: Mapping[str, Callable[[Message, Peer], tuple[Message, str]]] = {
            "health": self._health,
            "status": self._status,
            "token": self._token,
            "new_data_key": self._new_data_key,
            "trial": self._trial,
            "unwrap": self._unwrap,
            "rewrap": self._rewrap,
            "rotate": self._rotate,
            "destroy": self._destroy,
        }

    def answer(self, request: Message, peer: Peer) -> Message:
        """Do what a request says; the answer is the result or a named error, never an exception.

        What went wrong inside is told by the kind of error alone: its text could hold a secret.
        """
        do, organisation, key, count = "unknown", "", "", 1
        try:
            do, organisation = _checked(request)
            with self._guard:
                self._quota.take("requests", str(peer.uid))
                result, key = self._operations[do](request, peer)
                count = sum(len(many) for many in result.values()) if do == "trial" else 1
            outcome, answer = "ok", {"ok": True, **result}
        except KeysError as error:
            outcome, answer = type(error).__name__, _refusal(error)
        except Exception as error:
            outcome = type(error).__name__
            answer = _refusal(KeysError())
        if do == "health":
            return answer
        at = self._now().isoformat()
        line = Line(at, peer.uid, peer.pid, do, organisation, key, outcome, count)
        try:
            self._journal.write(line, sync=do in _LASTING)
        except KeysError as error:
            return _refusal(error)
        return answer

    def refused(self, peer: Peer) -> Message:
        """The answer to somebody who may not speak with the service at all."""
        line = Line(self._now().isoformat(), peer.uid, peer.pid, "connect", "", "", "refused", 1)
        self._journal.write(line)
        return _refusal(NotPermitted(uid=peer.uid, what="connect"))

    def _health(self, _: Message, __: Peer) -> tuple[Message, str]:
        keys = self._store.all_keys()
        return {
            "development": self._store.development,
            "organisations": len({key.organisation for key in keys}),
            "keys": len(keys),
            "destroyed": self._store.destroyed_count(),
            "missing": len(self._store.missing()),
        }, ""

    def _status(self, _: Message, peer: Peer) -> tuple[Message, str]:
        _require_operator(peer, "status")
        rows = [[k.id, k.organisation, k.kind, k.made, k.current] for k in self._store.all_keys()]
        return {"rows": rows, **self._health({}, peer)[0]}, ""

    def _token(self, request: Message, _: Peer) -> tuple[Message, str]:
        today = self._now().astimezone(SWEDEN).date()
        try:
            number = read_identity(_text(request, "number"), today=today)
        except IdentityError as error:
            raise BadRequest(reason=type(error).__name__) from None
        self._quota.take("tokens", request["organisation"])
        key = self._current(request["organisation"], Kind.IDENTITY)
        token = make_token(key.secret, key.organisation, number)
        return {"token": _to_text(token)}, key.id

    def _new_data_key(self, request: Message, _: Peer) -> tuple[Message, str]:
        self._quota.take("data keys", request["organisation"])
        key = self._current(request["organisation"], Kind.WRAPPING)
        plain, wrapped = envelope.wrap_new(key.secret, key.id, key.organisation)
        return {"plain": _to_text(plain), "wrapped": _to_text(wrapped)}, key.id

    def _trial(self, request: Message, peer: Peer) -> tuple[Message, str]:
        """Data keys and tokens by the hundred, for made-up records: of development keys alone.

        No quota holds them, since a store of development keys guards nobody.
        """
        if not self._store.development:
            raise NotPermitted(uid=peer.uid, what="trial")
        wanted, numbers = request["keys"], request["numbers"]
        if not isinstance(wanted, int) or not isinstance(numbers, list):
            raise BadRequest(reason="keys")
        if not 0 <= wanted <= MOST_AT_ONCE or len(numbers) > MOST_AT_ONCE:
            raise BadRequest(reason="count")
        wrapping = self._current(request["organisation"], Kind.WRAPPING)
        made = [
            envelope.wrap_new(wrapping.secret, wrapping.id, wrapping.organisation)
            for _ in range(wanted)
        ]
        identity = self._current(request["organisation"], Kind.IDENTITY)
        today = self._now().astimezone(SWEDEN).date()
        try:
            tokens = [
                make_token(identity.secret, identity.organisation, read_identity(one, today=today))
                for one in numbers
            ]
        except (IdentityError, TypeError) as error:
            raise BadRequest(reason=type(error).__name__) from None
        return {
            "keys": [[_to_text(plain), _to_text(wrapped)] for plain, wrapped in made],
            "tokens": [_to_text(one) for one in tokens],
        }, wrapping.id

    def _unwrap(self, request: Message, _: Peer) -> tuple[Message, str]:
        self._quota.take("data keys", request["organisation"])
        plain, ids = self._opened(request)
        return {"plain": _to_text(plain)}, ids.data_key

    def _rewrap(self, request: Message, _: Peer) -> tuple[Message, str]:
        plain, ids = self._opened(request)
        key = self._current(request["organisation"], Kind.WRAPPING)
        wrapped = envelope.wrap(key.secret, key.id, key.organisation, plain)
        return {"wrapped": _to_text(wrapped)}, ids.data_key

    def _opened(self, request: Message) -> tuple[bytes, envelope.Wrapped]:
        organisation = request["organisation"]
        wrapped = _from_text(request, "wrapped")
        ids = envelope.read_wrapped(wrapped)
        self._store.require_not_destroyed(ids.data_key)
        key = self._store.key(ids.wrapping_key, organisation, Kind.WRAPPING)
        return envelope.unwrap(key.secret, organisation, wrapped), ids

    def _rotate(self, request: Message, peer: Peer) -> tuple[Message, str]:
        _require_operator(peer, "rotate")
        self._current(request["organisation"], Kind.WRAPPING)
        key = self._store.make(request["organisation"], Kind.WRAPPING, now=self._now())
        return {"key": key.id}, key.id

    def _destroy(self, request: Message, peer: Peer) -> tuple[Message, str]:
        key_id, also_current = _text(request, "key"), request["also_current"]
        if not _ID.fullmatch(key_id) or not isinstance(also_current, bool):
            raise BadRequest(reason="key")
        if self._store.kind_of(key_id) != DATA_KEY:
            _require_operator(peer, "destroy")
        self._quota.take("destructions", str(peer.uid))
        self._store.destroy(
            key_id, request["organisation"], also_current=also_current, now=self._now()
        )
        return {}, key_id

    def _current(self, organisation: str, kind: Kind) -> StoredKey:
        """The organisation's key, made at its first use."""
        if key := self._store.current(organisation, kind):
            return key
        self._quota.take("new keys", "all")
        return self._store.make(organisation, kind, now=self._now())


def _checked(request: Message) -> tuple[str, str]:
    """The operation and the organisation of a request that has the right fields."""
    do = request.get("do")
    if not isinstance(do, str) or do not in _FIELDS or request.get("v") != PROTOCOL:
        raise BadRequest(reason="operation")
    if request.keys() - {"v", "do"} != _FIELDS[do]:
        raise BadRequest(reason="fields")
    organisation = request.get("organisation", "")
    if not isinstance(organisation, str):
        raise BadRequest(reason="organisation")
    needs_name = "organisation" in _FIELDS[do] and not (do == "destroy" and organisation == "")
    if needs_name and not _NAME.fullmatch(organisation):
        raise BadRequest(reason="organisation")
    return do, organisation


def _require_operator(peer: Peer, what: str) -> None:
    if not peer.is_operator:
        raise NotPermitted(uid=peer.uid, what=what)


def _refusal(error: KeysError) -> Message:
    return {"ok": False, "error": type(error).__name__, "facts": error.facts}


def _text(request: Message, name: str) -> str:
    value = request[name]
    if not isinstance(value, str):
        raise BadRequest(reason=name)
    return value


def _to_text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _from_text(request: Message, name: str) -> bytes:
    try:
        return base64.b64decode(_text(request, name), validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest(reason=name) from None
