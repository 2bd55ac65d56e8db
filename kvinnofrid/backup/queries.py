"""What the system has found when it tried itself."""

from datetime import datetime

from kvinnofrid.audit import queries as audit
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.version import program as program_version

__all__ = ["answers", "latest_self_tests", "metrics", "program_version", "self_tests", "tests_end"]

SHOWN = 70
"""Ten days of the seven trials."""


def latest_self_tests() -> list[SelfTest]:
    """The latest trial of each kind that has been run, in the order of the kinds."""
    found = (
        SelfTest.objects.filter(kind=kind).order_by("-finished", "-pk").first()
        for kind in SelfTest.Kind.values
    )
    return [one for one in found if one is not None]


def self_tests(*, most: int = SHOWN) -> list[SelfTest]:
    """The latest trials of all kinds, the newest first."""
    return list(SelfTest.objects.order_by("-finished", "-pk")[:most])


def answers() -> bool:
    """True when the database answers; raises django.db.DatabaseError when it does not."""
    SelfTest.objects.exists()
    return True


def tests_end() -> datetime | None:
    """When the system last tried its backup, which is the first of the trials; None if never."""
    found = SelfTest.objects.filter(kind=SelfTest.Kind.BACKUP).order_by("-finished")
    return found.values_list("finished", flat=True).first()


def metrics() -> dict[str, float]:
    """Figures of the installation for a program that watches it: nothing about anybody."""
    found: dict[str, float] = {}
    for one in latest_self_tests():
        found[f'kvinnofrid_self_test_passed{{kind="{one.kind}"}}'] = int(one.passed)
        found[f'kvinnofrid_self_test_finished_seconds{{kind="{one.kind}"}}'] = (
            one.finished.timestamp()
        )
    taken = audit.last_acknowledged()
    found["kvinnofrid_heads_waiting"] = audit.waiting_heads()
    if taken is not None:
        found["kvinnofrid_heads_acknowledged_seconds"] = taken.timestamp()
    return found
