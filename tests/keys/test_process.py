"""The key service as a process: starting, refusing to, stopping, and being killed at any moment."""

import argparse
import base64
import contextlib
import ctypes
import json
import os
import random
import resource
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kvinnofrid.command import CommandError
from kvinnofrid.keys import __main__ as program
from kvinnofrid.keys import commands, hygiene
from kvinnofrid.keys.client import KeyClient
from kvinnofrid.keys.errors import KeyDestroyed, KeysError, KeyServiceUnavailable
from kvinnofrid.keys.identity import read_identity
from kvinnofrid.keys.ledger import Ledger
from kvinnofrid.keys.tokens import make_token
from tests.keys.numbers import TODAY, personal_numbers
from tests.keys.running import PROJECT, Room, end, start_process, wait_for

NUMBER = personal_numbers()[777]


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short path, for sockets."""
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def _untouched_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KV_MASTER_KEY_FILE", raising=False)
    monkeypatch.setattr(program, "harden", lambda: None)  # it would last for all later tests


def run(*words: object) -> int:
    """The exit code of the program, run in this process."""
    return program.main([str(word) for word in words])


def test_development_keys_are_made_at_the_first_start_and_kept_at_the_next(short: Path) -> None:
    tokens = []
    for _ in range(2):
        process = start_process(short / "store", short / "s")
        client = KeyClient(short / "s", today=lambda: TODAY)
        wait_for(client, process)
        tokens.append(client.token("0184", NUMBER))
        assert client.health().development
        client.close()
        code, said = end(process)
        assert (code, said) == (0, "")
        assert not (short / "s").exists()
    assert tokens[0] == tokens[1]
    assert (short / "store").stat().st_mode & 0o077 == 0


def test_the_process_leaves_no_core_and_cannot_be_looked_into(short: Path) -> None:
    process = start_process(short / "store", short / "s")
    client = KeyClient(short / "s")
    wait_for(client, process)
    client.close()
    if sys.platform.startswith("linux"):
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file"))
        assert core.split()[4:6] == ["0", "0"]
        assert Path(f"/proc/{process.pid}/environ").stat().st_uid == 0
    assert end(process)[0] == 0


def test_production_refuses_development_keys(
    short: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    process = start_process(short / "store", short / "s")
    client = KeyClient(short / "s")
    wait_for(client, process)
    client.close()
    end(process)
    (short / "store" / "master.key").rename(short / "master.key")
    serve = ("serve", "--store", short / "store", "--socket", short / "s", "--production")
    assert run(*serve, "--master-key-file", short / "master.key") == 2
    assert "utvecklingsnycklar" in capfd.readouterr().err
    text = (short / "master.key").read_text().replace("development", "production")
    (short / "master.key").write_text(text)
    assert run(*serve, "--master-key-file", short / "master.key") == 2
    assert "development keys" in capfd.readouterr().err


def test_production_refuses_a_master_key_beside_the_store_and_a_missing_store(
    short: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = ("--store", short / "store")
    assert run("create", *store) == 2
    assert "must not lie in the folder" in capfd.readouterr().err
    assert not (short / "store").exists()
    master = ("--master-key-file", short / "master.key")
    assert run("create", *store, *master) == 0
    assert "Säkerhetskopiera huvudnyckeln" in capfd.readouterr().err
    assert run("create", *store, *master) == 2
    (short / "store" / "store").unlink()
    serve = ("serve", *store, *master, "--socket", short / "s", "--production")
    assert run(*serve) == 2
    assert "there is no key store" in capfd.readouterr().err
    assert run("serve", *store, "--socket", short / "s", "--production") == 2


def test_a_folder_that_is_not_there_is_named(
    short: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = ("--store", short / "store")
    assert run("create", *store, "--master-key-file", short / "none" / "master.key") == 2
    assert f"{short}/none/master.key.part: No such file" in capfd.readouterr().err
    assert run("create", "--store", short / "other", "--master-key-file", short / "m") == 0
    serve = ("serve", "--store", short / "gone", "--socket", short / "s", "--production")
    assert run(*serve, "--master-key-file", short / "m") == 2
    assert f"{short}/gone/lock: No such file" in capfd.readouterr().err


def test_development_never_makes_new_keys_where_there_has_been_a_store(
    short: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (short / "store").mkdir()
    (short / "store" / "ledger").touch()
    assert run("serve", "--store", short / "store", "--socket", short / "s") == 2
    assert "there is no master key" in capfd.readouterr().err


def test_production_needs_a_system_that_tells_who_connects(
    short: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "knows_peers", lambda: False)
    master = ("--master-key-file", short / "m")
    words = ("--store", short / "store", "--socket", short / "s", *master, "--production")
    assert run("serve", *words) == 2
    assert "Linux" in capfd.readouterr().err


def serve_in_this_process(*words: object) -> int:
    """Serve here, and be told to stop as soon as the socket answers."""
    path = Path(str(words[words.index("--socket") + 1]))

    def stop() -> None:
        client = KeyClient(path, today=lambda: TODAY)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                client.token("0184", NUMBER)
                break
            except KeyServiceUnavailable:
                time.sleep(0.02)
        client.close()
        os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    thread = threading.Thread(target=stop)
    thread.start()
    try:
        return run("serve", *words)
    finally:
        thread.join()
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_production_service_takes_its_users_group_and_quotas_from_the_command_line(
    short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_gid", lambda name: os.getegid() if name else None)
    monkeypatch.setenv("KV_MASTER_KEY_FILE", str(short / "master.key"))
    assert run("create", "--store", short / "store") == 0
    words = ["--store", short / "store", "--socket", short / "s", "--production"]
    words += ["--client", "root", "--client", "4711", "--socket-group", "x"]
    assert serve_in_this_process(*words, "--tokens-per-minute", 7) == 0


def test_development_serves_with_a_master_key_that_is_pointed_out(short: Path) -> None:
    master = ("--master-key-file", short / "master.key")
    words = ("--store", short / "store", "--socket", short / "s", *master)
    assert serve_in_this_process(*words) == 0
    for path in (short / "store").iterdir():
        path.unlink()
    assert serve_in_this_process(*words) == 0


@pytest.mark.parametrize("option", ["--client", "--socket-group"])
def test_an_unknown_user_or_group_is_named(
    short: Path, option: str, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ("--store", short / "store", "--socket", short / "s", option, "nobody-at-all")
    assert run("serve", *words) == 2
    assert "nobody-at-all" in capfd.readouterr().err
    assert program._gid(None) is None
    assert program._gid("root" if sys.platform.startswith("linux") else "wheel") == 0


@pytest.mark.parametrize("count", ["0", "x", "-1"])
def test_a_quota_is_a_number_above_nothing(
    short: Path, count: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("serve", "--store", short, "--socket", short / "s", f"--tokens-per-day={count}")
    assert "not a number above 0" in capfd.readouterr().err


def test_the_master_key_can_be_changed(short: Path) -> None:
    store = ("--store", short / "store")
    assert run("create", *store, "--master-key-file", short / "old") == 0
    change = ("change-master", *store, "--master-key-file")
    assert run(*change, short / "old", "--new", short / "new") == 0
    assert run(*change, short / "old", "--new", short / "newer") == 2
    assert run("create", "--store", short / "other", "--master-key-file", short / "newer") == 0
    assert run(*change, short / "new", "--new", short / "newer") == 0


def test_the_program_runs_as_a_module(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["create", "--store", str(short / "store"), "--master-key-file", str(short / "m")]
    monkeypatch.setattr(sys, "argv", ["keys", *words])
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(program.__file__, run_name="__main__")
    assert caught.value.code == 0


def test_hardening_goes_through_where_the_system_offers_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[object] = []
    monkeypatch.setattr(resource, "setrlimit", lambda *words: said.append(words))
    monkeypatch.setattr(sys, "platform", "darwin")
    before = os.umask(0o022)
    hygiene.harden()
    assert os.umask(before) == 0o077
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    hygiene.harden()
    os.umask(before)
    assert said == [(resource.RLIMIT_CORE, (0, 0))] * 2


class Witness:
    """What the service has acknowledged, which must hold however it ends."""

    def __init__(self) -> None:
        self.wrapped: dict[bytes, tuple[str, bytes]] = {}
        self.tokens: dict[str, bytes] = {}
        self.destroyed: set[tuple[str, bytes]] = set()

    def work(self, client: KeyClient, chance: random.Random) -> None:
        """One of everything that changes the store."""
        organisation = f"o{chance.randrange(100_000)}"
        self.tokens[organisation] = client.token(organisation, NUMBER)
        plain, wrapped = client.new_data_key(organisation)
        self.wrapped[wrapped] = (organisation, plain)
        client.rotate(organisation)
        client.destroy_data_key(organisation, wrapped)
        self.destroyed.add((organisation, wrapped))
        del self.wrapped[wrapped]
        plain, wrapped = client.new_data_key(organisation)
        self.wrapped[wrapped] = (organisation, plain)

    def work_until_gone(self, client: KeyClient, chance: random.Random) -> None:
        """Use the service until it does not answer."""
        with contextlib.suppress(KeyServiceUnavailable):
            while True:
                self.work(client, chance)

    def check(self, client: KeyClient) -> None:
        """All that was acknowledged holds; a destruction without answer may have happened."""
        for organisation, token in self.tokens.items():
            assert client.token(organisation, NUMBER) == token
        for wrapped, (organisation, plain) in list(self.wrapped.items()):
            try:
                assert client.unwrap(organisation, wrapped) == plain
            except KeyDestroyed:
                self.destroyed.add((organisation, wrapped))
                del self.wrapped[wrapped]
        for organisation, wrapped in self.destroyed:
            with pytest.raises(KeyDestroyed):
                client.unwrap(organisation, wrapped)
        assert client.health().missing == 0


def test_killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_destroyed_returns(
    short: Path,
) -> None:
    chance, witness, kills = random.Random(20261122), Witness(), 30
    generous = [f"--{what}-per-{span}=1000000" for what in ("tokens", "new-keys", "destructions")
                for span in ("minute", "day")]  # fmt: skip
    for kill in range(kills + 1):
        process = start_process(short / "store", short / "s", *generous)
        client = KeyClient(short / "s", seconds=10, today=lambda: TODAY)
        wait_for(client, process)
        witness.check(client)
        if kill < kills:
            started = time.monotonic()
            witness.work(client, chance)
            one_round = time.monotonic() - started
            timer = threading.Timer(chance.random() * 2 * one_round, process.kill)
            timer.start()
            witness.work_until_gone(client, chance)
            timer.join()
            process.communicate()
        else:
            assert end(process)[0] == 0
        client.close()
    assert len(witness.tokens) >= kills
    assert len(witness.destroyed) >= kills


def test_a_stop_lets_a_request_under_way_finish(room: Room) -> None:
    with room.client(seconds=20) as client:
        answers: list[bytes] = []

        def ask() -> None:
            try:
                while True:
                    answers.append(client.token("0184", NUMBER))
            except KeysError:
                pass

        thread = threading.Thread(target=ask)
        thread.start()
        while len(answers) < 20:
            time.sleep(0.001)
    thread.join()
    assert room.journal_text().count('"outcome": "ok"') - len(answers) in {0, 1}


def keys_command(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """`./kv keys …` as a process would run it."""
    parser = argparse.ArgumentParser()
    commands.add_arguments(parser)
    code = commands.run(parser.parse_args(words))
    return code, capfd.readouterr().out


def test_an_operator_rotates_and_destroys_from_the_command_line(
    room: Room, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.service() as path:
        monkeypatch.setenv("KV_KEY_SOCKET", str(path))
        client = KeyClient(path)
        client.new_data_key("0184")
        client.close()
        code, said = keys_command(capfd, "status")
        old = said.split()[0]
        assert (code, "1 organisationer, 1 nycklar, 0 förstörda, 0 saknas." in said) == (0, True)
        assert "används nu för 0184" in keys_command(capfd, "rotate", "0184")[1]
        assert "läser bara äldre" in keys_command(capfd, "status")[1]
        with pytest.raises(CommandError, match="--yes"):
            keys_command(capfd, "destroy", old)
        assert "är förstörd" in keys_command(capfd, "destroy", old, "--yes")[1]
        new = keys_command(capfd, "status")[1].split()[0]
        with pytest.raises(CommandError, match="--current"):
            keys_command(capfd, "destroy", new, "--yes")
        assert "är förstörd" in keys_command(capfd, "destroy", new, "--yes", "--current")[1]
    with pytest.raises(CommandError, match="svarar inte"):
        keys_command(capfd, "status")


def test_status_warns_of_development_keys_and_of_a_store_that_is_too_old(
    short: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def status() -> tuple[int, str]:
        process = start_process(short / "store", short / "s")
        client = KeyClient(short / "s", today=lambda: TODAY)
        wait_for(client, process)
        if first:
            client.token("0184", NUMBER)
        client.close()
        code = keys_command(capfd, "--socket", str(short / "s"), "status")
        end(process)
        return code

    first = False
    assert "Utvecklingsnycklar" in status()[1]
    backup = (short / "store" / "store").read_bytes()
    first = True
    assert status()[0] == 0
    first = False
    (short / "store" / "store").write_bytes(backup)
    code, said = status()
    assert (code, "Läs in en nyare kopia" in said) == (1, True)


def test_tokens_and_fields_are_quick_enough_for_a_page(room: Room) -> None:
    from kvinnofrid.keys.envelope import encrypt_field

    number = read_identity(NUMBER, today=TODAY)
    rounds = 300
    started = time.process_time()
    for _ in range(rounds):
        make_token(bytes(32), "0184", number)
        encrypt_field(bytes(32), "0184", "r", "name", 1, "Åsa Öberg")
    assert (time.process_time() - started) / rounds < 0.002
    with room.client() as client:
        client.token("0184", NUMBER)
        started = time.process_time()
        for _ in range(rounds):
            client.token("0184", NUMBER)
        assert (time.process_time() - started) / rounds < 0.01


def test_the_room_starts_without_django() -> None:
    code = (
        "import sys, kvinnofrid.keys.__main__, kvinnofrid.keys.client;"
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


def test_the_ledger_of_a_running_service_is_what_an_auditor_reads(room: Room) -> None:
    with room.client() as client:
        client.token("0184", NUMBER)
    facts = json.loads((room.folder / "ledger").read_text().splitlines()[0])
    assert facts["organisation"] == "0184"
    assert base64.b16decode(facts["key"].upper())
    assert Ledger.__doc__
