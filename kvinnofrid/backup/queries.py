"""What the system has found when it tried itself."""

from kvinnofrid.backup.models import SelfTest


def latest_self_tests() -> list[SelfTest]:
    """The latest trial of each kind that has been run, in the order of the kinds."""
    found = (
        SelfTest.objects.filter(kind=kind).order_by("-finished", "-pk").first()
        for kind in SelfTest.Kind.values
    )
    return [one for one in found if one is not None]
