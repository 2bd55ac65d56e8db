"""The socket: who may connect, what a bad peer can do, many at once, and what clients see."""

import os
import socket
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from kvinnofrid.keys import envelope, frames, service
from kvinnofrid.keys.client import Health, KeyClient, KeyRow, default_socket
from kvinnofrid.keys.errors import (
    BadRequest,
    KeyDestroyed,
    KeysError,
    KeyServiceUnavailable,
    NotPermitted,
    StoreRefused,
)
from kvinnofrid.keys.identity import IdentityError, read_identity
from kvinnofrid.keys.keeper import Keeper, Peer
from kvinnofrid.keys.service import Service, Times
from tests.keys.numbers import TODAY, personal_numbers
from tests.keys.running import Room

NUMBER = personal_numbers()[20_000]


def connect(path: Path) -> socket.socket:
    """A bare connection, for what a client would not do."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(path))
    connection.settimeout(10)
    return connection


def is_closed(connection: socket.socket) -> bool:
    """Whether the other end has closed the connection."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_a_record_is_written_and_read_through_the_service(room: Room) -> None:
    with room.client() as client:
        plain, wrapped = client.new_data_key("0184")
        stored = envelope.encrypt_field(plain, "0184", "r1", "name", 1, "Åsa Öberg")
        again = client.unwrap("0184", wrapped)
        assert envelope.decrypt_field(again, "0184", "r1", "name", 1, stored) == "Åsa Öberg"
        assert client.health() == Health(False, 1, 1, 0, 0)


def test_every_written_form_gives_the_token_of_the_number(room: Room) -> None:
    with room.client() as client:
        whole = client.token("0184", NUMBER)
        assert client.token("0184", f" {NUMBER[:8]}\u2013{NUMBER[8:]}") == whole
        assert client.token("0184", read_identity(NUMBER, today=TODAY)) == whole
        with pytest.raises(IdentityError):
            client.token("0184", "20000229-2398")


def test_a_destroyed_record_is_unreadable_at_once_and_also_from_a_backup(room: Room) -> None:
    with room.client() as client:
        _, backup = client.new_data_key("0184")
        before = client.rewrap("0184", backup)
        key_id = client.destroy_data_key("0184", backup)
        assert client.destroy_data_key("0184", before) == key_id
        for wrapped in (backup, before):
            with pytest.raises(KeyDestroyed, match=key_id):
                client.unwrap("0184", wrapped)
    with room.client() as client, pytest.raises(KeyDestroyed):
        client.unwrap("0184", backup)


def test_an_operator_sees_and_rotates_keys(room: Room) -> None:
    with room.client() as client:
        client.new_data_key("0184")
        new = client.rotate("0184")
        health, rows = client.status()
        assert health.keys == 2
        assert KeyRow(new, "0184", "wrapping", "2026-11-22T12:00:00+00:00", True) in rows


def test_the_socket_is_for_its_owner_alone_and_gone_after_the_stop(room: Room) -> None:
    with room.service() as path:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


def test_a_group_may_be_let_in(room: Room) -> None:
    with room.service(group=os.getegid()) as path:
        assert stat.S_IMODE(path.stat().st_mode) == 0o660


def _sent_too_late(*_: object, **__: object) -> None:
    """The service has answered, and closed the connection, before the request was sent."""
    raise BrokenPipeError


def test_a_user_who_is_not_a_client_is_turned_away_and_written_down(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Service, "_peer", lambda *_: Peer(4711, 1, is_operator=False))
    with room.client() as client, pytest.raises(NotPermitted, match="4711"):
        client.token("0184", NUMBER)
    assert '"uid": 4711' in room.journal_text()
    assert '"refused"' in room.journal_text()
    with room.service(clients=[4711]) as path:
        client = KeyClient(path)
        assert client.token("0184", NUMBER)
        with pytest.raises(NotPermitted):
            client.rotate("0184")
        client.close()


def test_who_is_turned_away_before_the_request_was_sent_is_told_so(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Service, "_peer", lambda *_: Peer(4711, 1, is_operator=False))
    with room.client() as client:
        monkeypatch.setattr("kvinnofrid.keys.client.send_frame", _sent_too_late)
        with pytest.raises(NotPermitted, match="4711"):
            client.token("0184", NUMBER)


@pytest.mark.skipif(not service.knows_peers(), reason="the system does not tell who connects")
def test_the_kernel_tells_who_is_at_the_other_end(room: Room) -> None:
    with room.client() as client:
        client.token("0184", NUMBER)
    assert f'"uid": {os.geteuid()}, "pid": {os.getpid()}' in room.journal_text()


def test_where_the_kernel_does_not_tell_the_mode_of_the_socket_decides(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "knows_peers", lambda: False)
    with room.client() as client:
        assert client.token("0184", NUMBER)
    assert '"uid": -1' in room.journal_text()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"\xff\xff\xff\xff", "4294967295 bytes"),
        ((frames.MOST_BYTES + 1).to_bytes(4, "big"), "16385 bytes"),
        (b"\0\0\0\3abc", "not JSON"),
        (b"\0\0\0\2\xff\xff", "not JSON"),
        (b"\0\0\0\2[]", "not an object"),
        (b"\0\0\x3a\x98" + b"[" * 15_000, "not JSON"),
    ],
)
def test_an_oversized_or_broken_frame_ends_the_connection_and_no_other(
    room: Room, sent: bytes, said: str
) -> None:
    with room.client() as client:
        client.health()
        with connect(Path(client._path)) as connection:
            connection.sendall(sent)
            answer = frames.receive_frame(connection, seconds=5)
            assert answer
            assert said in answer["facts"]["reason"]
            assert is_closed(connection)
        assert client.health()


def test_who_sends_too_slowly_or_nothing_is_let_go(room: Room) -> None:
    with room.service(times=Times(frame=0.2, idle=0.5)) as path:
        with connect(path) as silent, connect(path) as slow:
            started = time.monotonic()
            slow.sendall(b"\0\0\0\x20{")
            for _ in range(3):
                time.sleep(0.1)
                try:
                    slow.sendall(b" ")
                except OSError:
                    break
            assert is_closed(slow)
            assert is_closed(silent)
            assert time.monotonic() - started < 5
        with connect(path) as half:
            half.sendall(b"\0\0")


def test_a_deadline_that_has_passed_is_a_timeout() -> None:
    one, other = socket.socketpair()
    with one, other:
        other.sendall(b"\0\0\0\2{}")
        with pytest.raises(TimeoutError):
            frames.receive_frame(one, seconds=-1, idle=1)


def test_more_connections_than_allowed_are_closed(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_CONNECTIONS", 1)
    with room.service() as path, connect(path) as first:
        frames.send_frame(first, {"v": 1, "do": "health"}, seconds=5)
        assert frames.receive_frame(first, seconds=5)
        with connect(path) as second:
            assert is_closed(second)


def test_sixteen_threads_share_a_client_and_get_their_own_answers(room: Room) -> None:
    numbers = personal_numbers()[:160]
    with room.client(seconds=20) as client:
        expected = {number: client.token("0184", number) for number in numbers}
        keys = {}

        def work(number: str) -> bool:
            plain, wrapped = client.new_data_key("0184")
            keys[wrapped] = plain
            right = client.token("0184", number) == expected[number]
            return right and client.unwrap("0184", wrapped) == plain

        with ThreadPoolExecutor(16) as pool:
            assert all(pool.map(work, numbers))
        assert len(set(keys.values())) == 160
        assert len(client._idle) <= 16


def test_a_client_without_service_says_what_to_do(tmp_path: Path) -> None:
    client = KeyClient(tmp_path / "none")
    with pytest.raises(KeyServiceUnavailable, match="systemctl restart kvinnofrid-keys") as caught:
        client.health()
    assert "Inget har visats" in caught.value.message("sv")


def test_a_client_finds_a_restarted_service_again(room: Room) -> None:
    with room.service() as path:
        client = KeyClient(path, today=lambda: TODAY)
        token = client.token("0184", NUMBER)
    with pytest.raises(KeyServiceUnavailable):
        client.token("0184", NUMBER)
    with room.service() as new:
        path.parent.mkdir()
        path.symlink_to(new)
        assert client.token("0184", NUMBER) == token
        client.close()
    path.unlink()
    path.parent.rmdir()


def answering(path: Path, *acts: object) -> threading.Thread:
    """A false service: for each connection, an act on it."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()

    def serve() -> None:
        with listener:
            for act in acts:
                connection, _ = listener.accept()
                with connection:
                    assert callable(act)
                    act(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    return thread


def answer_health(connection: socket.socket) -> None:
    """One right answer, then nothing more."""
    frames.receive_frame(connection, seconds=5)
    health = {"development": True, "organisations": 0, "keys": 0, "destroyed": 0, "missing": 0}
    frames.send_frame(connection, {"ok": True, **health}, seconds=5)


def drop(connection: socket.socket) -> None:
    """Die in the middle of an answer."""
    frames.receive_frame(connection, seconds=5)
    connection.sendall(b"\0\0\0")


def test_a_service_that_dies_in_the_middle_of_a_request_is_an_error_not_an_answer(
    tmp_path: Path,
) -> None:
    thread = answering(tmp_path / "s", drop)
    client = KeyClient(tmp_path / "s")
    with pytest.raises(KeyServiceUnavailable, match="middle of a frame"):
        client.health()
    thread.join()


def test_after_a_lost_connection_it_is_tried_once_more_but_never_a_rotation(
    tmp_path: Path,
) -> None:
    thread = answering(tmp_path / "s", answer_health, answer_health, answer_health)
    client = KeyClient(tmp_path / "s")
    assert client.health()
    assert client.health()
    with pytest.raises(KeyServiceUnavailable):
        client.rotate("0184")
    assert client.health()
    client.close()
    thread.join()


def test_a_service_that_hangs_is_given_up_after_the_time_allowed(tmp_path: Path) -> None:
    thread = answering(tmp_path / "s", lambda connection: time.sleep(0.6))
    client = KeyClient(tmp_path / "s", seconds=0.2)
    with pytest.raises(KeyServiceUnavailable, match="timeout"):
        client.health()
    thread.join()


def test_an_error_of_a_newer_service_is_still_an_error(tmp_path: Path) -> None:
    def newer(connection: socket.socket) -> None:
        frames.receive_frame(connection, seconds=5)
        frames.send_frame(connection, {"ok": False, "error": "New", "facts": {}}, seconds=5)

    thread = answering(tmp_path / "s", newer)
    client = KeyClient(tmp_path / "s")
    with pytest.raises(KeysError, match="could not do"):
        client.health()
    client.close()
    thread.join()


def test_a_child_after_a_fork_does_not_use_the_connections_of_its_parent(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.client() as client:
        client.health()
        parents = list(client._idle)
        monkeypatch.setattr(os, "getpid", lambda: -7)
        client.health()
        assert client._idle != parents
        assert all(connection.fileno() == -1 for connection in parents)


def test_idle_connections_beyond_the_limit_are_closed(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kvinnofrid.keys.client.MOST_IDLE", 0)
    with room.client() as client:
        assert client.health()
        assert client._idle == []


def test_a_socket_left_by_a_killed_service_is_taken_over_and_nothing_else_is(
    room: Room, tmp_path: Path
) -> None:
    with room.service() as path:
        left = path.parent / "left"
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(left))
        with room_keeper(tmp_path) as other:
            for taken in (path, tmp_path / "file"):
                (tmp_path / "file").write_text("x")
                with pytest.raises(StoreRefused, match="Stop it first"):
                    Service(other, taken)
            over = Service(other, left)
            over.stop()
            over.run()
            assert not left.exists()
            with pytest.raises(StoreRefused, match="cannot be made"):
                Service(other, path.parent / "none" / "s")
            with pytest.raises(StoreRefused, match="longer than 100"):
                Service(other, path.parent / ("x" * 100))


def test_a_service_does_not_take_away_a_socket_that_is_not_its_own(
    room: Room, tmp_path: Path
) -> None:
    with room_keeper(tmp_path) as keeper, room.service() as path:
        mine = path.parent / "mine"
        service_ = Service(keeper, mine)
        mine.unlink()
        mine.write_text("another's")
        service_.stop()
        service_.run()
        assert mine.read_text() == "another's"
        mine.unlink()
        service_ = Service(keeper, mine)
        mine.unlink()
        service_.stop()
        service_.run()
        assert not mine.exists()


def room_keeper(tmp_path: Path) -> AbstractContextManager[Keeper]:
    """The keeper of another store."""
    folder = tmp_path / "other"
    folder.mkdir(exist_ok=True)
    return Room(folder).keeper()


def test_where_the_service_listens_by_default() -> None:
    assert default_socket({}, Path("/d")) == Path("/d/keys/socket")
    assert default_socket({"KV_KEY_SOCKET": "/run/k"}, Path("/d")) == Path("/run/k")


def test_a_bad_request_names_the_fault_of_the_program(room: Room) -> None:
    with room.client() as client, pytest.raises(BadRequest, match="organisation"):
        client.token("not|allowed", NUMBER)
