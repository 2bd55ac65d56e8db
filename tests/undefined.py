"""A template variable that does not exist fails the test instead of showing nothing."""


class UndefinedVariableError(Exception):
    """A template prints a variable that its context does not have."""


class Undefined(str):
    """For `string_if_invalid`: Django asks whether it holds `%s` and then puts the name in it.

    `{% if variable %}` and `{% firstof %}` do not come here: to ask whether there is something is
    not to print it. Django's own form widgets are drawn by an engine of their own.
    """

    __slots__ = ()

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        raise UndefinedVariableError(f"undefined template variable: {name}")
