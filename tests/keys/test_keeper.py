"""What the service does with a request: protocol, quota, rights, and what the journal says."""

import base64
import errno
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kvinnofrid.keys import envelope
from kvinnofrid.keys.errors import ERRORS, JournalFailed, KeysError, QuotaExceeded
from kvinnofrid.keys.journal import Journal, Line
from kvinnofrid.keys.keeper import Keeper
from kvinnofrid.keys.quota import Limit, Quota
from tests.keys.numbers import personal_numbers
from tests.keys.running import CLIENT, DEVELOPMENT, NOW, OPERATOR, Clock, Room

NUMBER = personal_numbers()[12_345]


def ask(keeper: Keeper, do: str, *, peer: object = CLIENT, **fields: object) -> dict[str, Any]:
    """The answer to a request."""
    return keeper.answer({"v": 1, "do": do, **fields}, peer)  # type: ignore[arg-type]


def token(keeper: Keeper, organisation: str = "0184") -> dict[str, Any]:
    """The answer to a request for a token."""
    return ask(keeper, "token", organisation=organisation, number=NUMBER)


def test_the_same_number_gives_the_same_token_also_after_a_restart(room: Room) -> None:
    with room.keeper() as keeper:
        first = token(keeper)
    with room.keeper() as keeper:
        assert token(keeper) == first
        assert token(keeper, "0180")["token"] != first["token"]
    assert len(base64.b64decode(first["token"])) == 32


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"v": 1},
        {"v": 1, "do": 1},
        {"v": 1, "do": "steal"},
        {"v": 2, "do": "health"},
        {"v": 1, "do": "health", "more": 1},
        {"v": 1, "do": "token", "organisation": "0184"},
        {"v": 1, "do": "token", "organisation": "0184", "number": 1},
        {"v": 1, "do": "token", "organisation": "0184", "number": "190001"},
        {"v": 1, "do": "token", "organisation": 184, "number": NUMBER},
        {"v": 1, "do": "token", "organisation": "", "number": NUMBER},
        {"v": 1, "do": "token", "organisation": "a|b", "number": NUMBER},
        {"v": 1, "do": "token", "organisation": "a" * 65, "number": NUMBER},
        {"v": 1, "do": "token", "organisation": "0184\n", "number": NUMBER},
        {"v": 1, "do": "unwrap", "organisation": "0184", "wrapped": "???"},
        {"v": 1, "do": "unwrap", "organisation": "0184", "wrapped": None},
        {"v": 1, "do": "unwrap", "organisation": "0184", "wrapped": "å"},
        {"v": 1, "do": "destroy", "organisation": "", "key": "zz", "also_current": False},
        {"v": 1, "do": "destroy", "organisation": "", "key": "ab" * 16, "also_current": 1},
    ],
)
def test_what_is_not_in_the_protocol_is_refused_and_not_repeated(
    room: Room, request_: dict[str, object]
) -> None:
    with room.keeper() as keeper:
        answer = keeper.answer(request_, CLIENT)
        assert answer["error"] == "BadRequest"
        assert NUMBER not in json.dumps(answer)
        assert ask(keeper, "health")["keys"] == 0
    assert '"BadRequest"' in room.journal_text()


def test_a_fault_inside_answers_with_no_text_that_could_hold_a_secret(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError(NUMBER)

    monkeypatch.setattr("kvinnofrid.keys.keeper.make_token", fail)
    with room.keeper() as keeper:
        assert token(keeper) == {"ok": False, "error": "KeysError", "facts": {}}
    assert '"RuntimeError"' in room.journal_text()
    assert NUMBER not in room.journal_text()


def test_the_journal_tells_who_what_when_how_many_and_no_secret(room: Room) -> None:
    with room.keeper() as keeper:
        secrets = [token(keeper)["token"]]
        made = ask(keeper, "new_data_key", organisation="0184")
        secrets += made["plain"], made["wrapped"]
        ask(keeper, "unwrap", organisation="0184", wrapped=made["wrapped"])
        ask(keeper, "health")
    lines = [json.loads(line) for line in room.journal_text().splitlines() if line]
    assert [line["do"] for line in lines] == ["token", "new_data_key", "unwrap"]
    plain = base64.b64decode(made["plain"])
    assert lines[2] == {
        "at": NOW.isoformat(),
        "uid": 1000,
        "pid": 2,
        "do": "unwrap",
        "organisation": "0184",
        "key": envelope.data_key_id(plain),
        "outcome": "ok",
        "count": 1,
    }
    text = room.journal_text()
    assert not any(secret in text for secret in [NUMBER, NUMBER[2:], *secrets])


def test_tokens_stop_at_the_quota_of_the_organisation_and_of_no_other(room: Room) -> None:
    room.limits = {"tokens": Limit(5, 8)}
    with room.keeper() as keeper:
        assert [token(keeper)["ok"] for _ in range(6)] == [True] * 5 + [False]
        refused = token(keeper)
        assert refused["error"] == "QuotaExceeded"
        assert refused["facts"] == {"what": "tokens", "whom": "0184", "seconds": 12}
        assert token(keeper, "0180")["ok"]
        room.clock.now += 12
        assert [token(keeper)["ok"] for _ in range(2)] == [True, False]


def test_the_quota_of_the_day_holds_over_a_restart_and_a_jump_of_the_clock(room: Room) -> None:
    room.limits = {"tokens": Limit(5, 8)}
    with room.keeper() as keeper:
        assert [token(keeper)["ok"] for _ in range(5)] == [True] * 5
    with room.keeper() as keeper:
        assert [token(keeper)["ok"] for _ in range(4)] == [True] * 3 + [False]
    with room.keeper(now=lambda: NOW + timedelta(hours=2)) as keeper:
        assert token(keeper)["error"] == "QuotaExceeded"


def test_every_other_thing_has_a_quota_too(room: Room) -> None:
    room.limits = {
        "requests": Limit(100, 100),
        "data keys": Limit(3, 3),
        "new keys": Limit(2, 2),
        "destructions": Limit(1, 1),
    }
    with room.keeper() as keeper:
        made = [ask(keeper, "new_data_key", organisation="0184") for _ in range(3)]
        wrapped = made[0]["wrapped"]
        assert ask(keeper, "unwrap", organisation="0184", wrapped=wrapped)["facts"]["what"] == (
            "data keys"
        )
        assert token(keeper)["ok"]
        assert token(keeper, "0180")["facts"]["what"] == "new keys"
        for key, allowed in (("ab" * 16, True), ("cd" * 16, False)):
            answer = ask(keeper, "destroy", organisation="0184", key=key, also_current=False)
            assert answer["ok"] is allowed
        while (answer := ask(keeper, "health"))["ok"]:
            pass
        assert answer["facts"]["what"] == "requests"
        assert ask(keeper, "health", peer=OPERATOR)["ok"]


def test_only_an_operator_rotates_lists_or_destroys_the_keys_of_an_organisation(
    room: Room,
) -> None:
    with room.keeper() as keeper:
        ask(keeper, "new_data_key", organisation="0184")
        key = ask(keeper, "status", peer=OPERATOR)["rows"][0][0]
        destroy = {"organisation": "", "key": key, "also_current": True}
        for do, fields in (
            ("status", {}),
            ("rotate", {"organisation": "0184"}),
            ("destroy", destroy),
        ):
            assert ask(keeper, do, **fields)["error"] == "NotPermitted"
        rotated = ask(keeper, "rotate", peer=OPERATOR, organisation="0184")
        assert ask(keeper, "destroy", peer=OPERATOR, **{**destroy, "also_current": False})["ok"]
        rows = ask(keeper, "status", peer=OPERATOR)["rows"]
        assert [row[0] for row in rows] == [rotated["key"]]


def test_rewrapping_moves_a_record_to_the_new_key_and_leaves_its_fields_alone(room: Room) -> None:
    with room.keeper() as keeper:
        made = ask(keeper, "new_data_key", organisation="0184")
        plain = base64.b64decode(made["plain"])
        stored = envelope.encrypt_field(plain, "0184", "r", "name", 1, "Anna")
        old = envelope.read_wrapped(base64.b64decode(made["wrapped"])).wrapping_key
        new = ask(keeper, "rotate", peer=OPERATOR, organisation="0184")["key"]
        again = ask(keeper, "rewrap", organisation="0184", wrapped=made["wrapped"])["wrapped"]
        assert envelope.read_wrapped(base64.b64decode(again)).wrapping_key == new
        destroy = {"organisation": "", "key": old, "also_current": False}
        assert ask(keeper, "destroy", peer=OPERATOR, **destroy)["ok"]
        opened = ask(keeper, "unwrap", organisation="0184", wrapped=again)["plain"]
        assert (
            envelope.decrypt_field(base64.b64decode(opened), "0184", "r", "name", 1, stored)
            == "Anna"
        )
        for do in ("unwrap", "rewrap"):
            answer = ask(keeper, do, organisation="0184", wrapped=made["wrapped"])
            assert answer["error"] == "KeyDestroyed"


def test_another_organisation_cannot_unwrap_a_key_taken_from_the_first(room: Room) -> None:
    with room.keeper() as keeper:
        made = ask(keeper, "new_data_key", organisation="0184")
        ask(keeper, "new_data_key", organisation="0180")
        answer = ask(keeper, "unwrap", organisation="0180", wrapped=made["wrapped"])
        assert answer["error"] == "KeyUnknown"


def test_nothing_is_handed_out_when_the_journal_cannot_be_written(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.keeper() as keeper:
        assert token(keeper)["ok"]

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("kvinnofrid.keys.journal.write_all", full)
            answer = token(keeper)
        assert answer["error"] == "JournalFailed"
        assert "token" not in answer
        assert token(keeper)["ok"]


def test_a_journal_with_half_a_line_is_continued_and_counted(tmp_path: Any) -> None:
    journal = Journal(tmp_path)
    line = Line(NOW.isoformat(), 1, 2, "token", "0184", "", "ok", 3)
    journal.write(line)
    journal.write(Line(NOW.isoformat(), 1, 2, "token", "0184", "", "QuotaExceeded", 1))
    journal.close()
    journal.close()
    path = tmp_path / "journal-2026-11-22.jsonl"
    path.write_bytes(path.read_bytes() + b'{"at": "2026-')
    journal = Journal(tmp_path)
    journal.write(line, sync=True)
    assert journal.counts(NOW, "token") == {"0184": 6}
    journal.write(Line((NOW + timedelta(days=1)).isoformat(), 1, 2, "token", "0184", "", "ok", 1))
    assert journal.counts(NOW + timedelta(days=1), "token") == {"0184": 1}
    assert journal.counts(NOW + timedelta(days=2), "token") == {}
    journal.close()


def test_a_journal_in_a_folder_that_is_gone_says_so(tmp_path: Any) -> None:
    journal = Journal(tmp_path / "none")
    with pytest.raises(JournalFailed, match="No such file"):
        journal.write(Line(NOW.isoformat(), 1, 2, "token", "0184", "", "ok", 1))


def test_room_in_a_quota_never_grows_beyond_its_size() -> None:
    clock = Clock()
    quota = Quota({"tokens": Limit(2, 100)}, clock)
    clock.now = 1e9
    quota.take("tokens", "a")
    quota.take("tokens", "a")
    with pytest.raises(QuotaExceeded):
        quota.take("tokens", "a")
    quota.use_of_day("tokens", "b", 1000)
    with pytest.raises(QuotaExceeded, match="864 seconds"):
        quota.take("tokens", "b")


def test_every_error_can_be_said_in_both_languages() -> None:
    names = {"reason", "what", "whom", "seconds", "key", "uid", "size", "limit"}
    facts = dict.fromkeys(names | {"reason_sv", "reason_en"}, "x")
    assert len(ERRORS) > 10
    for kind in ERRORS.values():
        error: KeysError = kind(**facts)
        assert error.message("sv") != error.message("en") == str(error)


def trial(keeper: Keeper, **fields: object) -> dict[str, Any]:
    """The answer to a request for keys and tokens by the hundred."""
    return ask(keeper, "trial", **{"organisation": "1", "keys": 2, "numbers": [NUMBER], **fields})


def test_keys_of_a_trial_are_refused_by_a_store_that_guards_somebody(room: Room) -> None:
    with room.keeper() as keeper:
        assert trial(keeper)["error"] == "NotPermitted"
        assert ask(keeper, "health")["keys"] == 0


def test_keys_and_tokens_of_a_trial_are_as_those_made_one_by_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    room = Room(tmp_path, master=DEVELOPMENT)
    with room.keeper() as keeper:
        made = trial(keeper)
        for plain, wrapped in made["keys"]:
            opened = ask(keeper, "unwrap", organisation="1", wrapped=wrapped)
            assert opened["plain"] == plain
        alone = ask(keeper, "token", organisation="1", number=NUMBER)
        assert made["tokens"] == [alone["token"]]
    assert '"do": "trial"' in room.journal_text()
    assert '"count": 3' in room.journal_text()
    assert NUMBER not in room.journal_text()


@pytest.mark.parametrize(
    "fields",
    [
        {"keys": 501},
        {"keys": -1},
        {"keys": "1"},
        {"numbers": "1"},
        {"numbers": ["1"]},
        {"numbers": [1]},
    ],
)
def test_a_trial_that_asks_for_what_cannot_be_is_refused(
    tmp_path: Path, fields: dict[str, object]
) -> None:
    tmp_path.chmod(0o700)
    with Room(tmp_path, master=DEVELOPMENT).keeper() as keeper:
        assert trial(keeper, **fields)["error"] == "BadRequest"
