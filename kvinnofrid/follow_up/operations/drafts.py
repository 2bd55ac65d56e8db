"""Drafts: answers on the way, kept on the server after every field, sealed, each user's own.

Only the first save of a draft is in the log: the others tell nothing that it does not.

Each page numbers its saves, since a bad line may bring an older one after a newer.
"""

import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db.models import UUIDField

from kvinnofrid.access.values import Actor
from kvinnofrid.follow_up import answers as forms
from kvinnofrid.follow_up import instruments_in_use
from kvinnofrid.follow_up.answers import Filled
from kvinnofrid.follow_up.models import Client, Draft, Wave
from kvinnofrid.follow_up.operations.asking import ClientFolder, day_of, the
from kvinnofrid.follow_up.rules import ImpossibleError, Wrong
from kvinnofrid.questionnaires import Instrument
from kvinnofrid.records.models import Parts
from kvinnofrid.records.operations import (
    Asked,
    Done,
    KeyUsedElsewhereError,
    is_newest,
    on_folder,
)


@dataclass(frozen=True, slots=True)
class DraftSave:
    """A form as it stands in a page.

    `read` reads it with the questionnaire. `seen` is the version of the draft that the page knows,
    0 for none; `changed` and `reasons_changed` are the answers and the reasons changed since the
    page's last save that was acknowledged. `page` is a name that the page has made for itself and
    `number` the number of this save among all that it has sent.
    """

    read: Callable[[Instrument], Filled]
    instrument_version: str
    wave_version: int
    seen: int
    changed: Iterable[str] = ()
    reasons_changed: Iterable[str] = ()
    page: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A draft that is kept. `merged`: with answers that came from another page of the same user.

    `overtaken`: somebody else has saved the wave meanwhile. `late`: a newer save of the same page
    was here already, and nothing was changed.
    """

    version: int
    at: datetime
    merged: bool
    overtaken: bool
    late: bool = False


_OWN = Parts(
    Draft,
    lambda parts, wave, user: parts.filter(wave=wave, user=user),
    wave=UUIDField(),
    user=UUIDField(),
)


def save_draft(
    *, client: object, wave: object, save: DraftSave, by: Actor, now: datetime
) -> DraftSaved:
    """Keep a form as it stands. The answer means that it is committed.

    From a page that has not seen the last save only what was changed there is taken, so that two
    pages of one user never undo each other. What a page sent before its last save that came here
    changes nothing, however late it comes: also when the draft is gone. Raises ImpossibleError
    for a version withdrawn before the draft was begun, KeyUsedElsewhereError for a page's name
    that is another's.
    """

    def keep(folder: ClientFolder) -> Done[DraftSaved]:
        of = the(folder, Wave, wave)
        found = next(iter(folder.ask(_OWN, wave=of.pk, user=uuid.UUID(by.id))), None)
        overtaken = of.version != save.wave_version
        if save.page and not is_newest(folder, by, save.page, save.number, now):
            stands = (found.version, found.saved_at) if found else (0, now)
            return Done(DraftSaved(*stands, False, overtaken, late=True), silent=True)
        instrument = instruments_in_use.version(of, save.instrument_version, today=day_of(now))
        filled = save.read(instrument)
        if found is None:
            if instruments_in_use.is_withdrawn(of, instrument, today=day_of(now)):
                raise ImpossibleError(Wrong.WITHDRAWN)
            made = Draft(
                wave=of,
                user_id=by.id,
                instrument_version=save.instrument_version,
                wave_version=save.wave_version,
                begun_at=now,
                saved_at=now,
            )
            folder.add(made, {"answers": forms.stored(filled)})
            return Done(DraftSaved(1, now, False, overtaken), {"fields": "draft", "version": "1"})
        merged = False
        if found.version != save.seen and found.instrument_version == save.instrument_version:
            theirs = forms.opened(instrument, folder.texts(found)["answers"])
            mine = filled
            filled = forms.merged(theirs, mine, save.changed, save.reasons_changed)
            merged = filled != mine
        found.instrument_version = save.instrument_version
        found.saved_at = now
        folder.change(found, {"answers": forms.stored(filled)})
        return Done(DraftSaved(found.version, now, merged, overtaken), silent=True)

    return on_folder(Asked(Client, client, by, "record.write", now), keep, lock=True)


def discard_draft(
    *, client: object, wave: object, by: Actor, now: datetime, page: str = "", number: int = 0
) -> None:
    """Throw one's own draft away. Gone already is no fault.

    What the page sent before this, up to the number, does not bring it back when it comes late.
    """

    def throw(folder: ClientFolder) -> Done[None]:
        of = the(folder, Wave, wave)
        with suppress(KeyUsedElsewhereError):
            is_newest(folder, by, page, number, now)
        for draft in folder.of(Draft).filter(wave=of.pk, user=uuid.UUID(by.id)):
            folder.remove(draft)
        return Done(None, {"fields": "draft", "result": "discarded"})

    on_folder(Asked(Client, client, by, "record.write", now), throw, lock=True)
