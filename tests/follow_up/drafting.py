"""Drafts on a bad line: what was acknowledged last is what comes back, and nobody else's.

Each typist fills in a wave in two tabs, as the script of the page does: what is changed is sent
with a number, and again until it is acknowledged. Meanwhile answers are lost, requests cut off or
delayed, lids closed, sessions ended, and the server is killed.
"""

import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.browsing import Answer, Fields, LineDown, form
from tests.follow_up.apart import Caseworker, Stand, kill_after, standing

WAVES = 2
SAVES_A_KILL = 8
MOST_TRIES = 400
WAIT = 0.02
STEPS = {
    "type": 60,
    "answer lost": 10,
    "cut off": 8,
    "overtaken": 8,
    "lid": 5,
    "session ended": 3,
    "somebody else": 2,
    "thrown away": 2,
}
DAYS = [f"20{year:02}-05-{day:02}" for year in range(10, 26) for day in range(1, 29)]
TABS: tuple[dict[str, list[str]], ...] = (
    {
        "held_on": DAYS,
        "safety": [str(n) for n in range(10)],
        "economy": ["not", "barely", "mostly", "fully"],
    },
    {
        "children_in_household": [str(n) for n in range(12)],
        "worry": ["never", "seldom", "often", "always"],
    },
)
"""What is filled in in each tab. Typists use every other value, so that none is another's."""


@dataclass
class Tab:
    """A page that is open: its form, and what the server has not acknowledged."""

    fields: Fields
    draft_version: int
    changed: set[str] = field(default_factory=set)
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    number: int = 0

    def sent(self) -> Fields:
        """What the page sends now."""
        self.number += 1
        return {
            **self.fields,
            "draft_version": [str(self.draft_version)],
            "changed": [" ".join(sorted(self.changed))],
            "page": [self.name],
            "number": [str(self.number)],
        }


@dataclass
class Typist:
    """Somebody who fills in a wave; knows what was acknowledged, and what may have come through."""

    who: Caseworker
    other: Caseworker
    wave: str
    parity: int
    chance: random.Random
    tally: "Tally"
    kept: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, set[str]] = field(default_factory=dict)
    tabs: list[Tab | None] = field(default_factory=lambda: [None, None])

    def work(self) -> None:
        """Fill in until enough has been saved, and look at it a last time."""
        while not self.tally.is_over:
            kind = self.chance.choices(list(STEPS), list(STEPS.values()))[0]
            self.tally.counted[kind.replace(" ", "_")] += 1
            try:
                self._do(kind)
            except LineDown:
                self.tally.counted["line_down"] += 1
                time.sleep(WAIT)
        self._reopen()

    def _do(self, kind: str) -> None:
        slot = self.chance.randrange(2)
        tab = self._tab(slot)
        if kind == "lid":
            self._reopen()
        elif kind == "thrown away":
            self._throw_away(slot, tab)
        elif kind == "somebody else":
            self._somebody_else(slot, tab)
        else:
            name = self._change(slot, tab)
            if kind == "answer lost":
                self._mark_unsure(tab)
                self.who.browser.post_unheard(f"{self.wave}utkast/", tab.sent())
            elif kind == "cut off":
                share = self.chance.uniform(0.2, 0.98)
                self.who.browser.post_cut(f"{self.wave}utkast/", tab.sent(), share)
            elif kind == "overtaken":
                self._overtaken(slot, tab, name)
            else:
                if kind == "session ended":
                    self.who.rest_too_long()
                self._keep(tab)

    def _change(self, slot: int, tab: Tab, name: str = "") -> str:
        """Fill something in that was not there; which field."""
        name = name or self.chance.choice(list(TABS[slot]))
        mine = TABS[slot][name][self.parity :: 2]
        tab.fields[name] = [
            self.chance.choice([one for one in mine if [one] != tab.fields.get(name)])
        ]
        tab.changed.add(name)
        return name

    def _mark_unsure(self, tab: Tab) -> None:
        for name in tab.changed:
            self.unsure.setdefault(name, set()).add(tab.fields[name][0])

    def _keep(self, tab: Tab) -> None:
        """Send until it is acknowledged; sign in again when the session has ended."""
        for _ in range(MOST_TRIES):
            self._mark_unsure(tab)
            try:
                answer = self.who.browser.post(f"{self.wave}utkast/", tab.sent())
                if answer.status == 200:
                    self._acknowledged(tab, answer)
                    return
                if answer.status not in (302, 403):
                    break
                self.who.sign_in()
                self.tally.counted["signed_in"] += 1
                self.who.renew(tab.fields)
            except LineDown:
                self.tally.counted["line_down"] += 1
                time.sleep(WAIT)
        else:
            raise RuntimeError("the server did not come back")
        self._wrong(f"a draft was answered with {answer.status}: {answer.text[:200]}")

    def _acknowledged(self, tab: Tab, answer: Answer) -> None:
        tab.draft_version = json.loads(answer.text)["version"]
        for name in tab.changed:
            self.kept[name] = tab.fields[name][0]
            self.unsure.pop(name, None)
        tab.changed.clear()
        self.tally.saved()

    def _overtaken(self, slot: int, tab: Tab, name: str) -> None:
        """A request is on its way for so long that the next, with another answer, comes first."""
        delayed = self.who.browser.request("POST", f"{self.wave}utkast/", tab.sent())
        self._change(slot, tab, name)
        self._keep(tab)
        self.who.browser.deliver(delayed)

    def _somebody_else(self, slot: int, tab: Tab) -> None:
        """The colleague signs in at the same browser, where the page is still open."""
        mine = dict(self.who.browser.cookies)
        self._change(slot, tab)
        try:
            self.who.browser.cookies = {"kv-session": self.other.browser.cookies["kv-session"]}
            self.who.renew(tab.fields)
            answer = self.who.browser.post(f"{self.wave}utkast/", tab.sent())
            if answer.status != 409:
                self._wrong(f"somebody else's page was answered with {answer.status}")
        except (LineDown, ValueError):  # or the colleague's session has just ended
            self.tally.counted["line_down"] += 1
        finally:
            self.who.browser.cookies = mine
        self._reopen()

    def _throw_away(self, slot: int, tab: Tab) -> None:
        """A save is on its way while the draft is thrown away; then it comes."""
        self._change(slot, tab)
        delayed = self.who.browser.request("POST", f"{self.wave}utkast/", tab.sent())
        fields = {**tab.fields, "page": [tab.name], "number": [str(tab.number)]}
        for names in TABS:
            for name in names:
                self.unsure.setdefault(name, set()).add("")
        answer = self.who.browser.post(f"{self.wave}slang/", fields)
        if answer.status == 302:
            self.who.browser.deliver(delayed)
            self.kept.clear()
            self.unsure.clear()
        self._reopen()

    def _tab(self, slot: int) -> Tab:
        return self.tabs[slot] or self._open(slot)

    def _open(self, slot: int) -> Tab:
        answer = self._page()
        self._check(form(answer.text, having="held_on"))
        version = int(answer.text.partition('data-draft-version="')[2].partition('"')[0])
        tab = self.tabs[slot] = Tab(form(answer.text, having="held_on"), version)
        return tab

    def _reopen(self) -> None:
        """The lid was closed: both pages are gone, and all that they had not sent."""
        self.tabs = [None, None]
        self._open(0)

    def _page(self) -> Answer:
        for _ in range(MOST_TRIES):
            try:
                answer = self.who.browser.get(self.wave)
            except LineDown:
                time.sleep(WAIT)
                continue
            if answer.status == 200:
                return answer
            self.who.sign_in()
        raise RuntimeError("the page did not come")

    def _check(self, shown: Fields) -> None:
        """What comes back is what was acknowledged last, or what was sent after it."""
        for names in TABS:
            for name in names:
                if name == "held_on" and name not in self.kept:
                    continue
                value = shown.get(name, [""])[0]
                right = {self.kept.get(name, ""), *self.unsure.get(name, ())}
                if value not in right:
                    self._wrong(f"{name} is {value or 'empty'}, not {' or '.join(sorted(right))}")
                self.kept[name] = value
                self.unsure.pop(name, None)

    def _wrong(self, said: str) -> None:
        self.tally.failures.append(f"{self.wave} by {self.parity}: {said}")


@dataclass
class Tally:
    """What all of them have done together."""

    wanted: int
    acknowledged: int = 0
    failures: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    broken: bool = False

    @property
    def is_over(self) -> bool:
        """Whether they may stop."""
        return self.broken or self.acknowledged >= self.wanted

    def saved(self) -> None:
        """One more draft was acknowledged."""
        with self.lock:
            self.acknowledged += 1


def trial(n: int, seed: int) -> Iterator[Tally]:
    """Save drafts until n have been acknowledged; what has been done so far, again and again."""
    chance = random.Random(seed)
    tally = Tally(n)
    with standing(sessions=20 + n // 5, waves=WAVES) as stand, ThreadPoolExecutor(8) as pool:
        work = [pool.submit(one.work) for one in _typists(stand, chance, tally)]
        try:
            while not tally.is_over and not any(one.done() for one in work):
                kill_after(stand, chance, lambda: tally.acknowledged, SAVES_A_KILL)
                tally.counted["kills"] += 1
                yield tally
        finally:
            tally.broken = not tally.is_over
        for one in work:
            one.result()
        yield tally


def _typists(stand: Stand, chance: random.Random, tally: Tally) -> Iterator[Typist]:
    """Each of both at each wave, at a browser of her own."""
    for parity, who in enumerate(stand.people):
        other = stand.people[1 - parity]
        for wave in stand.waves:
            seed = random.Random(chance.getrandbits(64))
            yield Typist(who.at_another_browser(), other, wave, parity, seed, tally)
