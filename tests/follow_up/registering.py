"""Registrations on a bad line: a client, an episode and waves, each there once and as it was sent.

Each registration is made as in a browser. On the way answers are lost after the save was done and
the form is sent again, buttons are pressed twice at once, sessions end, a colleague saves the same
wave, and the server is killed.
"""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.browsing import Answer, Fields, LineDown, form
from tests.follow_up.apart import Caseworker, Stand, kill_after, standing

START = "/uppfoljning/"
WAVE = re.compile(r'href="([^"]+/matning/[^"/]+/)">(Fyll i|Se svaren)')
SAVES_A_KILL = 6
MOST_TRIES = 400
WAIT = 0.02
WORKERS = 2

How = Callable[[Caseworker, str, Fields], Answer]
"""A way that sending a form may go."""


@dataclass
class Tally:
    """What all have done together."""

    wanted: int
    answers: Fields
    other_answers: Fields
    opened_on: str
    taken: int = 0
    saves: int = 0
    failures: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    broken: bool = False

    def take(self) -> int | None:
        """The number of the next registration, None when there are no more."""
        with self.lock:
            if self.broken or self.taken >= self.wanted:
                return None
            self.taken += 1
            return self.taken

    def saved(self, how: str) -> None:
        """A save was acknowledged, after this had happened to it."""
        with self.lock:
            self.saves += 1
            self.counted[how] += 1


@dataclass
class Registrar:
    """A caseworker at her browser; a colleague sits at another."""

    who: Caseworker
    colleague: Caseworker
    chance: random.Random
    tally: Tally
    pool: ThreadPoolExecutor

    def work(self) -> None:
        """Register until there is nothing more to register."""
        while (number := self.tally.take()) is not None:
            wrong = self._register(number)
            if wrong:
                self.tally.failures.append(f"registration {number}: {wrong}")

    def _register(self, number: int) -> str | None:
        """A client, an episode and its first wave, then all looked at; what is wrong."""
        name = f"Påhitt {number}"
        answer = self._send(f"{START}ny-klient/", {"name": [name], "sex": ["woman"]}, having="sex")
        client = answer.location.partition("insatsperiod/")[0]
        opened = {"opened_on": [self.tally.opened_on], "target_group": ["victim_survivor"]}
        episode = self._send(f"{client}insatsperiod/", opened, having="opened_on").location
        waves = WAVE.findall(self._get(self.who, episode).text)
        if len(waves) != 1:
            return f"{len(waves)} waves after the opening"
        wave = waves[0][0]
        mine = {**self.tally.answers, "held_on": [self.tally.opened_on]}
        if self.chance.randrange(3):
            self._send(wave, mine, having="held_on")
            return self._check(client, episode, wave, mine, name)
        return self._two_at_once(client, episode, wave, name)

    def _two_at_once(self, client: str, episode: str, wave: str, name: str) -> str | None:
        """The colleague opens the wave too, and saves first; then answer by answer is chosen."""
        day = [self.tally.opened_on]
        mine = {**self.tally.answers, "held_on": day}
        theirs = {**self.tally.other_answers, "held_on": day}
        shown = form(self._get(self.who, wave).text, having="held_on")
        self._send(wave, theirs, having="held_on", by=self.colleague)
        answer = self._until(self.who, wave, {**shown, **mine}, self._plain)
        if answer.status != 409:
            return f"who came second was answered with {answer.status}"
        compared = form(answer.text, having="compared")
        chosen = {name: ["mine"] for name in compared if name.startswith("choose:")}
        sent = {**compared, **mine, **chosen, "why": ["Vi jämförde"]}
        answer = self._until(self.who, wave, sent, self._how())
        if answer.status != 302:
            return f"what was chosen was answered with {answer.status}"
        self.tally.saved("two_at_once")
        differing = [one for one in chosen if one.removeprefix("choose:") in theirs]
        page = self._get(self.who, wave).text
        kept = page.count("Vi jämförde")
        if kept != len(differing):
            return f"{kept} former answers are kept, not {len(differing)}"
        return self._check(client, episode, wave, mine, name)

    def _check(self, client: str, episode: str, wave: str, sent: Fields, name: str) -> str | None:
        """All is there once: one client of that name, one episode, one wave, as it was sent."""
        page = self._get(self.who, client).text
        episodes = set(re.findall(r'href="([^"]+/insatsperiod/[0-9a-f-]{36}/)"', page))
        if episodes != {episode}:
            return f"{len(episodes)} episodes"
        waves = WAVE.findall(self._get(self.who, episode).text)
        if waves != [(wave, "Se svaren")]:
            return f"the waves are {waves}"
        stored = form(self._get(self.who, f"{wave}ratta/").text, having="held_on")
        for item, given in sent.items():
            if [one for one in stored.get(item, ()) if one] != given:
                return f"{item} is {stored.get(item)}, not {given}"
        start = form(self._get(self.who, START).text, having="q")
        found = self._until(self.who, f"{START}sok/", {**start, "q": [name]}, self._plain)
        ids = set(re.findall(r"/klient/([0-9a-f-]{36})/", found.text))
        if not any(one in client for one in ids) or self._named(found.text, name) != 1:
            return f"{name} is found {self._named(found.text, name)} times"
        return None

    def _named(self, page: str, name: str) -> int:
        return len(re.findall(rf">\s*{re.escape(name)}\s*<", page))

    def _send(
        self, path: str, given: Fields, *, having: str, by: Caseworker | None = None
    ) -> Answer:
        """Fill in a form and save it, whatever happens on the way."""
        who = by or self.who
        fields = {**form(self._get(who, path).text, having=having), **given}
        how = self._how()
        answer = self._until(who, path, fields, how)
        if answer.status != 302:
            raise RuntimeError(f"{path} was answered with {answer.status}: {answer.text[-3000:]}")
        self.tally.saved(how.__name__.strip("_"))
        return answer

    def _how(self) -> How:
        return self.chance.choice(
            (
                self._plain,
                self._plain,
                self._answer_lost,
                self._double_click,
                self._cut_off,
                self._session_ended,
            )
        )

    def _until(self, who: Caseworker, path: str, fields: Fields, how: How) -> Answer:
        """Send in that way until there is an answer, signing in when the session has ended."""
        for _ in range(MOST_TRIES):
            try:
                answer = how(who, path, fields)
            except LineDown:
                self.tally.counted["sent_again"] += 1
                time.sleep(WAIT)
            else:
                if answer.status not in (403,) and "/konto/" not in answer.location:
                    return answer
                who.sign_in()
                self._renew(who, fields)
            how = self._plain
        raise RuntimeError("the server did not come back")

    def _plain(self, who: Caseworker, path: str, fields: Fields) -> Answer:
        return who.browser.post(path, fields)

    def _answer_lost(self, who: Caseworker, path: str, fields: Fields) -> Answer:
        who.browser.post_unheard(path, fields)
        return who.browser.post(path, fields)

    def _cut_off(self, who: Caseworker, path: str, fields: Fields) -> Answer:
        who.browser.post_cut(path, fields, self.chance.uniform(0.2, 0.98))
        return who.browser.post(path, fields)

    def _session_ended(self, who: Caseworker, path: str, fields: Fields) -> Answer:
        who.rest_too_long()
        return who.browser.post(path, fields)

    def _double_click(self, who: Caseworker, path: str, fields: Fields) -> Answer:
        """Both clicks are sent; the browser shows the answer to the second."""
        first = self.pool.submit(who.browser.post_unheard, path, fields)
        try:
            return who.browser.post(path, fields)
        finally:
            first.result()

    def _renew(self, who: Caseworker, fields: Fields) -> None:
        for _ in range(MOST_TRIES):
            try:
                who.renew(fields)
                return
            except LineDown:
                time.sleep(WAIT)

    def _get(self, who: Caseworker, path: str) -> Answer:
        for _ in range(MOST_TRIES):
            try:
                answer = who.browser.get(path)
            except LineDown:
                time.sleep(WAIT)
                continue
            if answer.status == 200:
                return answer
            if "/konto/" not in answer.location:
                raise RuntimeError(f"{path} was answered with {answer.status}")
            who.sign_in()
        raise RuntimeError("the page did not come")


def trial(n: int, seed: int) -> Iterator[Tally]:
    """Make n registrations; what has been done so far, again and again."""
    from tests.accounts.people import TODAY
    from tests.follow_up.test_waves import BASELINE

    answers = {
        name: [str(one) for one in (given if isinstance(given, tuple) else (given,))]
        for name, given in BASELINE.items()
    }
    other = {**answers, "safety": ["8"], "economy": ["fully"], "goal": ["safety", "housing"]}
    tally = Tally(n, answers, other, TODAY.isoformat())
    chance = random.Random(seed)
    with standing(sessions=40 + 6 * n, waves=0) as stand, ThreadPoolExecutor(8) as pool:
        work = [pool.submit(one.work) for one in _registrars(stand, chance, tally, pool)]
        try:
            while not all(one.done() for one in work):
                if any(one.done() and one.exception() for one in work):
                    break
                kill_after(stand, chance, lambda: tally.saves, SAVES_A_KILL)
                tally.counted["kills"] += 1
                yield tally
        finally:
            tally.broken = True
        for one in work:
            one.result()
        yield tally


def _registrars(
    stand: Stand, chance: random.Random, tally: Tally, pool: ThreadPoolExecutor
) -> Iterator[Registrar]:
    for _ in range(WORKERS):
        who, colleague = (one.at_another_browser() for one in stand.people)
        seed = random.Random(chance.getrandbits(64))
        yield Registrar(who, colleague, seed, tally, pool)
