"""What tests register as a domain's `after_restore` and `data_checks`."""

from datetime import datetime

from kvinnofrid.organisations.models import Organisation


def destroy_again(*, replaced: str | None, backed_up: datetime) -> str:
    """Destroy what the replaced database does not have any more."""
    if replaced is None:
        return "unread"
    kept = set(Organisation.objects.using(replaced).values_list("reference", flat=True))
    gone, _ = Organisation.objects.exclude(reference__in=kept).delete()
    return f"{gone} destroyed anew, backup of {backed_up:%Y}"


def fail(*, replaced: str | None, backed_up: datetime) -> str:
    """A hook that cannot do what it must."""
    raise RuntimeError("the key service is away")


def find_fault() -> list[str]:
    """A check that finds something."""
    return [f"{Organisation.objects.count()} organisations, chain broken"]
