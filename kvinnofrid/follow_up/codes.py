"""The code lists that fields are chosen from, in the catalogue's latest version."""

from kvinnofrid.catalogue import CodeEntry, CodeList, Text, load_shipped

WAY_IN = "way-in"
CLOSURE = "closure-reason"
INTERVENTION = "intervention"
PROVIDER = "provider"
MISSED = "missed-reason"
SAFE_WAY = "safe-way"


class UnknownCodeError(ValueError):
    """A value that the list does not have, or not for this target group."""

    def __init__(self, list_id: str) -> None:
        super().__init__(f"no such code in {list_id}")


def code_list(list_id: str) -> CodeList:
    """The list in its latest version."""
    return load_shipped().code_list(list_id)


def choices(list_id: str, group: str) -> tuple[CodeEntry, ...]:
    """What can be chosen for a target group, in order."""
    return code_list(list_id).for_group(group)


def checked(list_id: str, code: str, group: str) -> str:
    """The code; raises UnknownCodeError when it cannot be chosen."""
    if code not in {one.code for one in choices(list_id, group)}:
        raise UnknownCodeError(list_id)
    return code


def words(list_id: str, code: str) -> Text | None:
    """A stored code in words, in the latest version that has it; None when none has."""
    versions = sorted(
        (one for one in load_shipped().code_lists if one.id == list_id),
        key=lambda one: one.valid_from,
        reverse=True,
    )
    found = next((entry for one in versions if (entry := one.entry(code))), None)
    return None if found is None else found.words
