"""What a refusal says, to the client and to whoever runs the service; and what it lets through."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kvinnofrid.keys import files
from kvinnofrid.keys.errors import StoreRefused
from kvinnofrid.keys.journal import Journal
from kvinnofrid.keys.keeper import Peer
from kvinnofrid.keys.master import make_master_key, read_master_key
from kvinnofrid.keys.quota import Limit
from kvinnofrid.keys.store import KeyStore
from tests.keys.numbers import personal_numbers
from tests.keys.running import CLIENT, MASTER, OPERATOR, Room
from tests.keys.test_keeper import ask

SOLNA = "0184"
TOKEN = {"v": 1, "do": "token", "organisation": SOLNA}


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"v": 2, "do": "health"}, "operation"),
        ({"v": 1, "do": "health", "more": 1}, "fields"),
        ({**TOKEN, "organisation": 184, "number": "x"}, "organisation"),
        ({**TOKEN, "organisation": "a|b", "number": "x"}, "organisation"),
        ({**TOKEN, "number": 1}, "number"),
        ({**TOKEN, "number": "190001"}, "WrongLength"),
        ({"v": 1, "do": "unwrap", "organisation": SOLNA, "wrapped": "???"}, "wrapped"),
        ({"v": 1, "do": "destroy", "organisation": "", "key": "z", "also_current": False}, "key"),
    ],
)
def test_a_refused_request_is_told_which_part_of_it_is_wrong(
    room: Room, request_: dict[str, object], reason: str
) -> None:
    with room.keeper() as keeper:
        answer = keeper.answer(request_, CLIENT)
        if reason != "WrongLength":
            assert answer["facts"] == {"reason": reason}
        else:
            assert answer["facts"]["reason"].isidentifier()
            assert answer["facts"]["reason"] != "NoneType"


def test_what_cannot_be_understood_is_unknown_in_the_journal(room: Room) -> None:
    with room.keeper() as keeper:
        keeper.answer({"v": 9}, CLIENT)
    line = json.loads(room.journal_text())
    assert (line["do"], line["organisation"], line["key"]) == ("unknown", "", "")


def test_who_may_not_is_told_what(room: Room) -> None:
    with room.keeper() as keeper:
        ask(keeper, "new_data_key", organisation=SOLNA)
        key = ask(keeper, "status", peer=OPERATOR)["rows"][0][0]
        for do, fields in (
            ("status", {}),
            ("rotate", {"organisation": SOLNA}),
            ("destroy", {"organisation": SOLNA, "key": key, "also_current": True}),
        ):
            assert ask(keeper, do, **fields)["facts"] == {"uid": CLIENT.uid, "what": do}


def test_the_state_has_its_figures_by_name(room: Room) -> None:
    figures = {"development": False, "organisations": 2, "keys": 2, "destroyed": 1, "missing": 0}
    with room.keeper() as keeper:
        for one in (SOLNA, "0180"):
            ask(keeper, "new_data_key", organisation=one)
        ask(keeper, "destroy", organisation=SOLNA, key="ab" * 16, also_current=False)
        assert ask(keeper, "health") == {"ok": True, **figures}
        status = ask(keeper, "status", peer=OPERATOR)
        assert len(status.pop("rows")) == 2
        assert status == {"ok": True, **figures}


def test_a_destroyed_data_key_opens_for_nobody_and_is_not_rewrapped(room: Room) -> None:
    with room.keeper() as keeper:
        made = ask(keeper, "new_data_key", organisation=SOLNA)
        ask(keeper, "unwrap", organisation=SOLNA, wrapped=made["wrapped"])
        key = json.loads(room.journal_text().splitlines()[-1])["key"]
        assert ask(keeper, "destroy", organisation=SOLNA, key=key, also_current=False)["ok"]
        for do in ("unwrap", "rewrap"):
            answer = ask(keeper, do, organisation=SOLNA, wrapped=made["wrapped"])
            assert (answer["ok"], answer["error"]) == (False, "KeyDestroyed")


def test_the_ledger_says_whose_data_key_was_destroyed(room: Room) -> None:
    with room.keeper() as keeper:
        ask(keeper, "destroy", organisation=SOLNA, key="ab" * 16, also_current=False)
    assert SOLNA in (room.folder / "ledger").read_text(encoding="ascii").splitlines()[-1]


def test_one_client_that_destroys_much_does_not_stop_another(room: Room) -> None:
    room.limits = {"destructions": Limit(1, 1)}
    other = Peer(CLIENT.uid + 1, 3, is_operator=False)
    with room.keeper() as keeper:
        for peer, key, allowed in (
            (CLIENT, "ab", True),
            (CLIENT, "cd", False),
            (other, "ef", True),
        ):
            asked = {"organisation": SOLNA, "key": key * 16, "also_current": False}
            assert ask(keeper, "destroy", peer=peer, **asked)["ok"] is allowed


def test_what_cannot_be_undone_is_on_the_disk_before_it_is_answered(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: dict[str, bool] = {}
    write = Journal.write

    def noting(journal: Journal, line: Any, *, sync: bool = False) -> None:
        synced[line.do] = sync
        write(journal, line, sync=sync)

    monkeypatch.setattr(Journal, "write", noting)
    with room.keeper() as keeper:
        ask(keeper, "new_data_key", organisation=SOLNA)
        ask(keeper, "rotate", peer=OPERATOR, organisation=SOLNA)
        ask(keeper, "destroy", organisation=SOLNA, key="ab" * 16, also_current=False)
    assert synced == {"new_data_key": False, "rotate": True, "destroy": True}


def test_a_number_is_judged_by_the_day_in_sweden(room: Room) -> None:
    """Just after midnight in Sweden somebody who is born that day has a number."""
    today = "20261123"
    born = next((n for n in personal_numbers() if n.startswith(today)), "")
    number = born or _with_check_digit(f"{today}238")
    before = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    after = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    for now, allowed in ((before, False), (after, True)):
        with room.keeper(now=lambda now=now: now) as keeper:  # type: ignore[misc]
            answer = ask(keeper, "token", organisation=SOLNA, number=number)
        assert answer["ok"] is allowed


def _with_check_digit(digits: str) -> str:
    doubled = (int(d) * (2 - n % 2) for n, d in enumerate(digits[2:]))
    return f"{digits}{-sum(d // 10 + d % 10 for d in doubled) % 10}"


def _without(room: Room, name: str) -> None:
    (room.folder / name).unlink()


def _cut(room: Room, name: str) -> None:
    path = room.folder / name
    path.write_bytes(path.read_bytes().split(b"\n")[0][:-1])


def _spoil(room: Room, name: str) -> None:
    path = room.folder / name
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("change", "name", "sv", "en"),
    [
        (_without, "store", "finns inte. Läs in det från", "Restore it from its backup, or create"),
        (_spoil, "store", "går inte att öppna med huvudnyckeln. Antingen är ", "right pair from "),
        (_spoil, "ledger", "är ändrad. Utred hur det gick till, och läs in", "restore the ledger"),
        (_without, "ledger", "liggaren", "ledger"),
    ],
)
def test_a_store_that_cannot_be_used_says_which_file_and_what_to_do(
    room: Room, change: Callable[[Room, str], None], name: str, sv: str, en: str
) -> None:
    with room.keeper() as keeper:
        ask(keeper, "new_data_key", organisation=SOLNA)
        ask(keeper, "rotate", peer=OPERATOR, organisation=SOLNA)
    change(room, name)
    with pytest.raises(StoreRefused) as caught:
        KeyStore(room.folder, MASTER).close()
    for language, said in (("sv", sv), ("en", en)):
        message = caught.value.message(language)
        assert said in message
        assert str(room.folder) in message
        assert "XX" not in message


def test_a_production_key_is_none_of_development(tmp_path: Path) -> None:
    for number, development in enumerate((True, False)):
        path = tmp_path / f"master-{number}.key"
        assert make_master_key(path, development=development).development is development
        assert read_master_key(path).development is development


@pytest.mark.parametrize(
    ("text", "sv", "en"),
    [
        (None, "finns inte. Peka ut den med KV_MASTER_KEY_FILE", "Point it out with KV_MASTER"),
        ("nonsense", "är ingen läsbar huvudnyckel. Läs in den från sin egen", "its own backup"),
    ],
)
def test_a_master_key_that_cannot_be_used_is_told_in_both_languages(
    tmp_path: Path, text: str | None, sv: str, en: str
) -> None:
    path = tmp_path / "master.key"
    if text is not None:
        files.write_whole(path, text.encode())
    with pytest.raises(StoreRefused) as caught:
        read_master_key(path)
    assert sv in caught.value.message("sv")
    assert en in caught.value.message("en")
    assert str(path) in caught.value.message("sv")


def test_a_master_key_with_signs_that_do_not_belong_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    make_master_key(path, development=False)
    heading, kind, secret = path.read_text(encoding="ascii").split()
    path.write_text(f"{heading} {kind} {secret[:7]}!{secret[7:]}\n", encoding="ascii")
    with pytest.raises(StoreRefused):
        read_master_key(path)


def test_a_key_that_is_there_is_told_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    make_master_key(path, development=False)
    with pytest.raises(StoreRefused) as caught:
        make_master_key(path, development=False)
    assert "finns redan och skrivs inte över" in caught.value.message("sv")
    assert "is not overwritten" in caught.value.message("en")
