"""What of this domain retention rules destroy: results of self-tests, and old backups.

Both belong to the organisation that runs the server, `KV_HOST_ORGANISATION`, since they are of no
single one. Without it nothing is due.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kvinnofrid.access.values import Record
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.operations import SUFFIX
from kvinnofrid.catalogue import Facts
from kvinnofrid.organisations.queries import register

MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}")


def runs_the_server(organisation: str) -> bool:
    """Whether it is the organisation that the settings say runs the server."""
    code = settings.HOST_ORGANISATION
    return bool(code) and any(
        place.code == code and str(place.id) == organisation for place in register().places
    )


class _Kept:
    """What both have in common: neither is about a client, and neither has keys to destroy."""

    def guarded(self, _organisation: str, _object_id: str) -> Record | None:
        """It is not about a client."""
        return None

    def data_keys(self, _organisation: str, _object_id: str) -> Sequence[bytes]:
        """None: the keys of backups are kept elsewhere."""
        return ()


class SelfTests(_Kept):
    """Results of self-tests, named by kind, time and number."""

    concerns = "self_test"

    def candidates(self, organisation: str) -> Iterable[Facts]:
        """All of them."""
        if not runs_the_server(organisation):
            return []
        return [_test_facts(one) for one in SelfTest.objects.order_by("pk")]

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        """One of them."""
        number = object_id.rpartition("-")[2]
        if not number.isdecimal() or not runs_the_server(organisation):
            return None
        found = SelfTest.objects.filter(pk=int(number)).first()
        return _test_facts(found) if found and _test_facts(found).id == object_id else None

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete it."""
        if self.facts(organisation, object_id) is not None:
            SelfTest.objects.filter(pk=int(object_id.rpartition("-")[2])).delete()


class Backups(_Kept):
    """Backups in the folder of backups, named as their files; made when their name says."""

    concerns = "backup"

    def candidates(self, organisation: str) -> Iterable[Facts]:
        """All but the newest, which is never let go however old it is."""
        if not runs_the_server(organisation):
            return []
        return [Facts(path.name, {"created": _day(at)}) for path, at in _files()[:-1]]

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        """One of them."""
        return next((one for one in self.candidates(organisation) if one.id == object_id), None)

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete the file."""
        if self.facts(organisation, object_id) is not None:
            (Path(settings.BACKUPS) / object_id).unlink(missing_ok=True)


def _files() -> list[tuple[Path, datetime]]:
    folder = Path(settings.BACKUPS)
    found = folder.glob(f"*{SUFFIX}") if folder.is_dir() else ()
    return sorted(_dated(found), key=lambda pair: pair[1])


def _dated(paths: Iterable[Path]) -> Iterator[tuple[Path, datetime]]:
    """Those whose names say when they were made; others were put there by somebody."""
    for path in paths:
        said = MOMENT.search(path.name)
        if said is None:
            continue
        try:
            made = datetime.strptime(said[0], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        yield path, made


SELF_TESTS = SelfTests()
BACKUPS = Backups()


def _test_facts(one: SelfTest) -> Facts:
    name = f"{one.kind}-{one.finished:%Y%m%dT%H%M%S}-{one.pk}"
    return Facts(name, {"created": _day(one.finished)})


def _day(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()
