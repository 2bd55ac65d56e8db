"""Conditions as the expressions of XLSForm (a part of XPath), both ways.

Read are comparisons of questions with values, `selected`, `not`, `and`, `or` and parentheses.
Whatever else an expression holds makes all of it impossible to carry; no part is guessed at.
Conditions are plain mappings here, shaped as `kvinnofrid.catalogue.Condition`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Plain = dict[str, Any]

MOST_TOKENS = 400
MOST_DEPTH = 8
_TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[^${}\s]{1,100}\s*\})"
    r"|(?P<path>(?:(?:\.\./)+|/)[A-Za-z_][A-Za-z0-9_./\-]{0,200})|(?P<text>'[^']*'|\"[^\"]*\"|[‘’][^‘’]*[‘’])"
    r"|(?P<number>[0-9]{1,12}(?:\.[0-9]{1,6})?)|(?P<op><=|>=|!=|=|<|>)|(?P<mark>[(),.\-])"
    r"|(?P<word>[A-Za-z][A-Za-z_\-]*))"
)
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
_LIMITS = {"<": "below", ">": "above", "<=": "at_most", ">=": "at_least"}
_SIGNS = {name: sign for sign, name in _LIMITS.items()}
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


class NotCarriedError(ValueError):
    """The expression holds something that a condition here cannot say; `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Known:
    """A question that an expression may refer to: its id here, kind, and codes by their names."""

    id: str
    kind: str
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Ref:
    known: Known


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    kind: str  # text, number, date, today


@dataclass(frozen=True, slots=True)
class _Count:
    known: Known


@dataclass(frozen=True, slots=True)
class _Truth:
    condition: Plain | None
    """None: always."""


_Operand = _Ref | _Value | _Count | _Truth

NEVER: Plain = {}


def parse(
    expression: str, questions: Mapping[str, Known], own: Known | None = None
) -> Plain | None:
    """The condition, or None when it always holds; NotCarriedError when it cannot be carried."""
    return _Parser(_tokens(expression), questions, own).whole()


def _tokens(expression: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    text = expression.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or len(found) >= MOST_TOKENS:
            raise NotCarriedError(text[at : at + 30])
        kind = str(match.lastgroup)
        found.append((kind, match.group(kind)))
        at = match.end()
    if not found:
        raise NotCarriedError("")
    return found


class _Parser:
    def __init__(
        self, tokens: list[tuple[str, str]], questions: Mapping[str, Known], own: Known | None
    ) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.questions = questions
        self.own = own

    def whole(self) -> Plain | None:
        condition = self.either()
        if self.at < len(self.tokens):
            raise NotCarriedError(self.tokens[self.at][1])
        if condition is not None and depth(condition) > MOST_DEPTH:
            raise NotCarriedError("()")
        return condition

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, *wanted: str) -> str:
        kind, text = self.peek()
        if wanted and text not in wanted and kind not in wanted:
            raise NotCarriedError(text)
        self.at += 1
        return text

    def either(self) -> Plain | None:
        self.depth += 1
        if self.depth > 2 * MOST_DEPTH:
            raise NotCarriedError("(")
        parts = [self.both()]
        while self.peek() == ("word", "or"):
            self.take()
            parts.append(self.both())
        self.depth -= 1
        if any(part is None for part in parts):
            return None
        some = [part for part in parts if part is not None and part != NEVER]
        return _joined("any", _one_test(some), NEVER)

    def both(self) -> Plain | None:
        parts = [self.comparison()]
        while self.peek() == ("word", "and"):
            self.take()
            parts.append(self.comparison())
        if any(part == NEVER for part in parts):
            return NEVER
        return _joined("all", [part for part in parts if part is not None], None)

    def comparison(self) -> Plain | None:
        left = self.operand()
        if self.peek()[0] != "op":
            if isinstance(left, _Truth):
                return left.condition
            raise NotCarriedError(self.tokens[self.at - 1][1])
        sign = self.take()
        right = self.operand()
        return compared(left, sign, right)

    def operand(self) -> _Operand:
        kind, text = self.peek()
        self.at += 1
        if kind == "ref":
            return _Ref(self.question(text[2:-1].strip()))
        if kind == "path":
            return _Ref(self.question(text.rsplit("/", 1)[-1]))
        if kind == "text":
            return _Value(text[1:-1], "text")
        if kind == "number":
            return _Value(text, "number")
        if text == ".":
            if self.own is None:
                raise NotCarriedError(".")
            return _Ref(self.own)
        if text == "-":
            return _Value("-" + self.take("number"), "number")
        if text == "(":
            inner = self.either()
            self.take(")")
            return _Truth(inner)
        if kind == "word":
            return self.function(text)
        raise NotCarriedError(text)

    def question(self, name: str) -> Known:
        known = self.questions.get(name)
        if known is None:
            raise NotCarriedError(f"${{{name}}}")
        return known

    def function(self, name: str) -> _Operand:
        if name not in _FUNCTIONS:
            raise NotCarriedError(name)
        self.take("(")
        made: _Operand = _FUNCTIONS[name](self)
        self.take(")")
        return made

    def asked(self) -> Known:
        operand = self.operand()
        if not isinstance(operand, _Ref):
            raise NotCarriedError("selected")
        return operand.known

    def negated(self) -> _Truth:
        inner = self.either()
        if inner is None:
            return _Truth(NEVER)
        if inner == NEVER:
            return _Truth(None)
        return _Truth({"none": inner["any"] if set(inner) == {"any"} else [inner]})

    def selected(self) -> _Truth:
        known = self.asked()
        self.take(",")
        value = self.operand()
        if not isinstance(value, _Value):
            raise NotCarriedError("selected")
        return _Truth({"item": known.id, "one_of": [_code(known, value.text)]})

    def date(self) -> _Value:
        value = self.operand()
        if not isinstance(value, _Value):
            raise NotCarriedError("date")
        return _Value(value.text, "date")


_FUNCTIONS: dict[str, Callable[[_Parser], _Operand]] = {
    "not": _Parser.negated,
    "selected": _Parser.selected,
    "date": _Parser.date,
    "count-selected": lambda parser: _Count(parser.asked()),
    "today": lambda _: _Value("today", "today"),
    "true": lambda _: _Truth(None),
    "false": lambda _: _Truth(NEVER),
}


def _one_test(parts: list[Plain]) -> list[Plain]:
    """Tests for one choice each of the same item as one test for any of them."""
    items = {part.get("item") for part in parts}
    if len(items) != 1 or not all(set(part) == {"item", "one_of"} for part in parts):
        return parts
    codes = dict.fromkeys(code for part in parts for code in part["one_of"])
    return [{"item": items.pop(), "one_of": list(codes)}]


def _joined(way: str, parts: list[Plain], empty: Plain | None) -> Plain | None:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else {way: parts}


def depth(condition: Plain) -> int:
    """How many levels the condition has."""
    inner = [part for way in ("all", "any", "none") for part in condition.get(way, ())]
    return 1 + max(map(depth, inner), default=0)


def _code(known: Known, name: str) -> str:
    if known.kind not in ("single", "multiple") or name not in known.codes:
        raise NotCarriedError(name)
    return known.codes[name]


def compared(left: _Operand, sign: str, right: _Operand) -> Plain | None:
    """The condition that a comparison says."""
    if not isinstance(left, _Ref | _Count):
        left, sign, right = right, _FLIPPED[sign], left
    if isinstance(left, _Count) and isinstance(right, _Value):
        return _count(left.known, sign, right.text)
    if not isinstance(left, _Ref) or isinstance(right, _Truth | _Count):
        raise NotCarriedError(sign)
    known = left.known
    if isinstance(right, _Ref):
        return _limit(known, sign, right.known.id, _family(right.known.kind))
    if right.text == "" and sign in ("=", "!="):
        return {"item": known.id, "answered": sign == "!="}
    if known.kind in ("single", "multiple"):
        return _chosen(known, sign, right)
    family = {"today": "date", "date": "date", "number": "number"}.get(right.kind, "")
    if right.kind == "text":
        family = _family(known.kind) or "text"
    if family == "date" and right.text != "today" and not _is_day(right.text):
        raise NotCarriedError(right.text)
    if family == "number" and not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", right.text):
        raise NotCarriedError(right.text)
    return _limit(known, sign, right.text, family)


def _is_day(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", text) is not None


def _family(kind: str) -> str:
    return {"number": "number", "scale": "number", "date": "date"}.get(kind, "")


def _limit(known: Known, sign: str, operand: str, family: str) -> Plain:
    if not family or _family(known.kind) != family:
        raise NotCarriedError(operand)
    if sign in _LIMITS:
        return {"item": known.id, _LIMITS[sign]: operand}
    same: Plain = {"item": known.id, "at_least": operand, "at_most": operand}
    return same if sign == "=" else {"none": [same]}


def _count(known: Known, sign: str, number: str) -> Plain:
    some = (sign, number) in ((">", "0"), (">=", "1"), ("!=", "0"))
    none = (sign, number) in (("=", "0"), ("<", "1"), ("<=", "0"))
    if known.kind != "multiple" or not (some or none):
        raise NotCarriedError("count-selected")
    return {"item": known.id, "answered": some}


def _chosen(known: Known, sign: str, right: _Value) -> Plain | None:
    if sign in ("=", "!="):
        code = _code(known, right.text)
        chosen: Plain = {"item": known.id, "one_of": [code]}
        others = [other for other in known.codes.values() if other != code]
        if known.kind == "multiple" and others:
            chosen = {"all": [chosen, {"none": [{"item": known.id, "one_of": others}]}]}
        return chosen if sign == "=" else {"none": [chosen]}
    if known.kind != "single" or right.kind not in ("number", "text"):
        raise NotCarriedError(sign)
    try:
        numbers = {code: float(name) for name, code in known.codes.items()}
        fitting = [c for c, n in numbers.items() if _COMPARED[sign](n, float(right.text))]
    except ValueError:
        raise NotCarriedError(sign) from None
    return {"item": known.id, "one_of": fitting} if fitting else NEVER


def written(condition: Plain, kinds: Mapping[str, str], own: str = "") -> str:
    """The condition as an expression; `kinds` are by item, and `own` is written as `.`."""
    for way, joint in (("all", " and "), ("any", " or "), ("none", " or ")):
        if condition.get(way):
            inner = joint.join(f"({written(part, kinds, own)})" for part in condition[way])
            return f"not({inner})" if way == "none" else inner
    item = condition["item"]
    name = "." if item == own else f"${{{item}}}"
    parts: list[str] = []
    if condition.get("answered") is not None:
        parts.append(f"{name} {'!=' if condition['answered'] else '='} ''")
    if condition.get("one_of"):
        tests = [
            f"selected({name}, '{code}')" if kinds[item] == "multiple" else f"{name} = '{code}'"
            for code in condition["one_of"]
        ]
        parts.append(tests[0] if len(tests) == 1 else f"({' or '.join(tests)})")
    for limit, sign in _SIGNS.items():
        if condition.get(limit) is not None:
            parts.append(f"{name} {sign} {_operand(condition[limit], kinds[item])}")
    return " and ".join(parts)


def _operand(operand: str, kind: str) -> str:
    if operand == "today":
        return "today()"
    if operand[0].isalpha():
        return f"${{{operand}}}"
    return f"date('{operand}')" if kind == "date" else operand
