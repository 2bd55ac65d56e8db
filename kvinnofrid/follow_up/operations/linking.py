"""Linked persons. A perpetrator's identity number becomes a block in the same moment."""

from dataclasses import dataclass
from datetime import datetime

from kvinnofrid.access.values import Actor
from kvinnofrid.follow_up import rules
from kvinnofrid.follow_up.models import Client, LinkedPerson
from kvinnofrid.follow_up.operations.asking import ClientFolder, day_of, the, write_part
from kvinnofrid.follow_up.operations.episodes import StaleEpisodeError
from kvinnofrid.records import operations as records
from kvinnofrid.records import queries
from kvinnofrid.records.operations import SavedPart
from kvinnofrid.records.rules import BlockReason, ProtectedIdentity


@dataclass(frozen=True, slots=True)
class LinkedFacts:
    """A linked person as is to be stored. The number becomes a token and is stored nowhere."""

    kind: LinkedPerson.Kind
    name: str = ""
    birth_year: str = ""
    relation: str = ""
    safe_warning: str = ""
    identity_number: str = ""
    protection: ProtectedIdentity = ProtectedIdentity.NONE


def save_linked(
    *,
    client: object,
    facts: LinkedFacts,
    by: Actor,
    now: datetime,
    key: str,
    linked: object = None,
    version: int = 0,
) -> SavedPart:
    """Add a linked person, or change one.

    When it is a perpetrator with an identity number, whoever has that identity is blocked from the
    record from now on. The person's own record is linked when the actor may find it, and only
    then. Raises ImpossibleError, an IdentityError, StaleEpisodeError.
    """
    today = day_of(now)
    other = _record_of(facts.identity_number, client, by, now)

    def work(folder: ClientFolder) -> LinkedPerson:
        if facts.birth_year:
            rules.check_birth_year(_year(facts.birth_year), today=today)
        found = LinkedPerson(by_id=by.id, at=now)
        if linked is not None:
            found = the(folder, LinkedPerson, linked)
            if found.version != version:
                raise StaleEpisodeError
        found.kind = facts.kind
        found.protected_identity = facts.protection.value
        if facts.identity_number:
            found.identity_token = records.token_of(folder, facts.identity_number)
            found.other = queries.as_id(other)
        if found.kind == LinkedPerson.Kind.PERPETRATOR and found.identity_token is not None:
            records.block_token(
                folder, bytes(found.identity_token), reason=BlockReason.THREAT, by=by, now=now
            )
        texts = {
            "name": facts.name,
            "birth_year": facts.birth_year,
            "relation": facts.relation,
            "safe_warning": facts.safe_warning,
        }
        return folder.add(found, texts) if linked is None else folder.change(found, texts)

    return write_part(
        client=client, by=by, now=now, idempotency_key=key, work=work, said="linked_person"
    )


def _year(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise rules.ImpossibleError(rules.Wrong.TOO_LONG_AGO, "birth_year")
    return int(text)


def _record_of(number: str, client: object, by: Actor, now: datetime) -> object:
    """The person's own record, if the actor may find one."""
    if not number:
        return None
    found = records.find_by_number(model=Client, identity_number=number, by=by, now=now)
    return next((line.id for line in found.lines if line.id != str(client)), None)


def unlink(*, client: object, linked: object, by: Actor, now: datetime, key: str) -> SavedPart:
    """Take a linked person away. A block that came of it stays until two lift it."""

    def work(folder: ClientFolder) -> LinkedPerson:
        found = the(folder, LinkedPerson, linked)
        found.removed_at = found.removed_at or now
        return folder.change(found)

    return write_part(
        client=client, by=by, now=now, idempotency_key=key, work=work, said="linked_person"
    )
