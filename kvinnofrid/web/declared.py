"""What each address is for: the action of the policy that it declares. Metadata, no decision."""

from collections.abc import Iterable

from django.urls.resolvers import URLPattern, URLResolver

import kvinnofrid.web.record_numbers  # noqa: F401 - addresses are written with its numbers
from kvinnofrid.access.table import TABLE

Pattern = URLPattern | URLResolver


def declared(action: str, patterns: Iterable[Pattern]) -> list[Pattern]:
    """The same addresses, each marked with the action that it is for.

    Raises KeyError for an action that the policy does not have, and ValueError for a view that
    stands at two addresses for different actions.
    """
    row = TABLE[action]
    found = list(patterns)
    for pattern in found:
        if isinstance(pattern, URLResolver):
            declared(action, pattern.url_patterns)
            continue
        before = getattr(pattern.callback, "action", row.name)
        if before != row.name:
            raise ValueError(f"{pattern.callback} is for {before}, and cannot be for {row.name}")
        pattern.callback.action = row.name  # type: ignore[attr-defined]
    return found


def declared_action(view: object) -> str | None:
    """The action that a view is for; None when it declares none, and then it answers nobody."""
    action = getattr(view, "action", None)
    return action if isinstance(action, str) else None
