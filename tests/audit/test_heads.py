"""Signed heads: made of proved chains, kept until they are taken, and refused when forged."""

import json
import socket
import ssl
import stat
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kvinnofrid.audit import operations, queries, receivers, signing
from kvinnofrid.audit.receivers import ReceiverError, receiver_of
from kvinnofrid.audit.signing import SigningKey, key_id, read_line
from tests.audit import attack
from tests.audit.writing import MORNING, write

NOON = MORNING + timedelta(hours=3)


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    signing.make_key(tmp_path / "audit.key", made_for=signing.DEVELOPMENT)
    return signing.read_key(tmp_path / "audit.key")


class Taker:
    """A receiver that remembers, and refuses when told to."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.most: int | None = None

    def __call__(self, lines: Sequence[str]) -> int:
        if self.most is not None:
            self.lines += lines[: self.most]
            raise ReceiverError("Stängt.", taken=self.most)
        self.lines += lines
        return len(lines)


# Signing


@pytest.mark.django_db
def test_a_head_is_signed_when_it_has_moved_and_only_then(key: SigningKey) -> None:
    taker = Taker()
    write(3, organisation="org-a")
    write(1, organisation="org-b")
    first = operations.export_heads(key=key, receiver=taker, now=NOON)
    again = operations.export_heads(key=key, receiver=taker, now=NOON)
    assert (first.signed, first.acknowledged, first.waiting) == (2, 2, 0)
    assert (again.signed, again.acknowledged) == (0, 0)
    write(1, organisation="org-a", now=NOON)
    assert operations.export_heads(key=key, receiver=taker, now=NOON).signed == 1
    lines = [read_line(line) for line in taker.lines]
    assert [(line.organisation, line.number) for line in lines if line] == [
        ("org-a", 3),
        ("org-b", 1),
        ("org-a", 4),
    ]
    assert all(line and line.is_signed_by({key_id(key.public): key.public}) for line in lines)
    assert json.loads(taker.lines[0])["at"] == "2026-03-02T12:00:00.123456Z"
    assert queries.last_acknowledged() == NOON


@pytest.mark.django_db
def test_what_is_not_taken_waits_and_is_sent_again(key: SigningKey) -> None:
    taker = Taker()
    taker.most = 1
    write(1, organisation="org-a")
    write(1, organisation="org-b")
    refused = operations.export_heads(key=key, receiver=taker, now=NOON)
    assert (refused.acknowledged, refused.waiting, refused.refusal) == (1, 1, "Stängt.")
    assert queries.waiting_heads() == 1
    taker.most = None
    done = operations.export_heads(key=key, receiver=taker, now=NOON)
    assert (done.acknowledged, done.waiting, done.refusal) == (1, 0, "")
    assert len(taker.lines) == 2


@pytest.mark.django_db
def test_a_chain_with_a_fault_is_not_signed_and_others_are(key: SigningKey) -> None:
    taker = Taker()
    write(4, organisation="org-a")
    operations.export_heads(key=key, receiver=taker, now=NOON)
    write(2, organisation="org-a", now=NOON)
    write(2, organisation="org-b", now=NOON)
    with attack.lifted_guards():
        attack.set_field("org-a", 5, "actor", "other")
    done = operations.export_heads(key=key, receiver=taker, now=NOON)
    assert [(fault.organisation, fault.number) for fault in done.faults] == [("org-a", 5)]
    assert done.signed == 1
    assert '"org-b"' in taker.lines[-1]


@pytest.mark.django_db
def test_a_chain_that_was_replaced_since_the_last_head_is_not_signed(key: SigningKey) -> None:
    write(4, organisation="org-a")
    operations.export_heads(key=key, receiver=Taker(), now=NOON)
    with attack.lifted_guards():
        attack.set_field("org-a", 2, "actor", "other")
        attack.hash_anew("org-a", 2, 4)
        attack.set_head("org-a", 4)
    done = operations.export_heads(key=key, receiver=Taker(), now=NOON)
    assert done.signed == 0
    assert [fault.kind for fault in done.faults] == ["head"]


def test_a_changed_line_and_a_foreign_key_do_not_hold(key: SigningKey) -> None:
    line = signing.sign(key, organisation="org-a", number=3, hash="a" * 64, at=NOON)
    known = {key_id(key.public): key.public}
    assert line.is_signed_by(known)
    assert not line.is_signed_by({})
    for change in ({"number": 4}, {"hash": "b" * 64}, {"organisation": "org-b"}, {"at": "now"}):
        changed = read_line(json.dumps(json.loads(line.text()) | change))
        assert changed is not None
        assert not changed.is_signed_by(known)
    spoiled = read_line(json.dumps(json.loads(line.text()) | {"signature": "åäö"}))
    assert spoiled is not None
    assert not spoiled.is_signed_by(known)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "nonsense", '{"number": 1}', "[" * 100_000, "1", '"x"']
)
def test_a_line_that_is_no_head_is_none(text: str) -> None:
    assert read_line(text) is None


def test_a_head_with_a_number_that_is_none_is_none(key: SigningKey) -> None:
    line = signing.sign(key, organisation="org-a", number=3, hash="a" * 64, at=NOON)
    for number in (True, "3", 3.5, None):
        assert read_line(json.dumps(json.loads(line.text()) | {"number": number})) is None


# The key's file


def test_a_key_is_for_its_owner_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "new" / "audit.key"
    signing.make_key(path, made_for=signing.PRODUCTION)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not signing.read_key(path).development
    with pytest.raises(FileExistsError):
        signing.make_key(path, made_for=signing.PRODUCTION)
    path.chmod(0o640)
    with pytest.raises(signing.KeyFileError, match="chmod 600"):
        signing.read_key(path)


@pytest.mark.parametrize("content", [b"", b"x y z\n", b"\xff", b"kvinnofrid-audit-key-1 x QQ=="])
def test_what_is_no_key_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(signing.KeyFileError):
        signing.read_key(path)


def test_public_keys_are_read_as_they_are_written(key: SigningKey) -> None:
    text = signing.public_text(key.public)
    assert set(signing.read_public_keys(text)) == {key_id(key.public)}
    for line in ("x\n", text.replace("public", "private")):
        with pytest.raises(signing.KeyFileError):
            signing.read_public_keys(text + line)


# Receivers


def test_a_file_receives_whole_lines_after_those_it_has(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    receive = receiver_of(f"file:{path}")
    assert receive(["a", "b"]) == 2
    path.write_text(path.read_text() + "torn")
    assert receive(["c"]) == 1
    assert path.read_text() == "a\nb\ntorn\nc\n"
    with pytest.raises(ReceiverError, match="Det går inte att skriva"):
        receiver_of(f"file:{tmp_path}/none/heads")(["a"])


def test_the_systems_log_receives_a_message_for_each_line(tmp_path: Path) -> None:
    path = str(tmp_path / "log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(path)
        assert receiver_of(f"syslog:{path}")(["one", "two"]) == 2
        assert log.recv(99) == b"<109>kvinnofrid-audit: one"
    with pytest.raises(ReceiverError, match="tar inte emot"):
        receiver_of(f"syslog:{path}")(["one"])


@pytest.mark.parametrize(
    "address", ["", "http://example.org/", "file:relative", "ftp://x", "syslog:host", "https:x"]
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(ReceiverError, match="KV_AUDIT_HEADS"):
        receiver_of(address)


class Server(NamedTuple):
    """A server over HTTPS on this machine, what it was sent and what it answers."""

    address: str
    ca_file: Path
    sent: list[tuple[str | None, bytes]]
    answers: list[int]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    sent: list[tuple[str | None, bytes]] = []
    answers: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent.append((self.headers.get("Authorization"), self.rfile.read(length)))
            status = answers.pop(0) if answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", self.path)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = HTTPServer(("127.0.0.1", 0), Handler)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield Server(f"https://127.0.0.1:{listening.server_port}/", certificate, sent, answers)
    listening.shutdown()
    thread.join()
    listening.server_close()


def self_signed(folder: Path) -> Path:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(private, hashes.SHA256())
    )
    path = folder / "receiver.pem"
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_server_acknowledges_by_its_answer(server: Server, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("s3cret\n")
    receive = receiver_of(server.address, ca_file=server.ca_file, token_file=token)
    assert receive(["a", "b"]) == 2
    assert server.sent == [("Bearer s3cret", b"a\nb\n")]


def test_a_server_that_does_not_answer_well_has_taken_only_what_it_said(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receivers, "PER_POST", 2)
    receive = receiver_of(server.address, ca_file=server.ca_file)
    for answer in (500, 302, 401):
        server.answers[:] = [200, answer]
        with pytest.raises(ReceiverError, match=f"svarade {answer}") as refused:
            receive(["a", "b", "c"])
        assert refused.value.taken == 2


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(server: Server) -> None:
    with pytest.raises(ReceiverError, match="går inte att nå"):
        receiver_of(server.address)(["a"])
    assert server.sent == []


def test_a_server_that_is_away_and_files_that_are_missing_are_told_of(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"https://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(ReceiverError, match="går inte att nå"):
            receiver_of(address)(["a"])
    with pytest.raises(ReceiverError, match="går inte att läsa"):
        receiver_of(address, token_file=tmp_path / "none")(["a"])


def test_a_signed_line_is_written_in_one_way_alone(key: SigningKey) -> None:
    """Whoever compares two files of heads compares them byte by byte."""
    line = signing.sign(key, organisation="org-a", number=3, hash="a" * 64, at=NOON)
    text = line.text()
    facts = json.loads(text)
    assert text == json.dumps(facts, sort_keys=True, separators=(",", ":"))
    assert list(facts) == sorted(facts)
    assert " " not in text
    moment = datetime.fromisoformat(facts["at"])
    assert moment == NOON
    assert moment.utcoffset() == timedelta(0)


def test_a_key_file_keeps_what_it_was_made_for_and_its_folder_is_the_owners(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "audit.key"
    signing.make_key(path, made_for=signing.DEVELOPMENT)
    assert signing.read_key(path).development is True
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    heading, made_for, secret = path.read_text(encoding="ascii").split()
    for wrong in (
        f"{heading} play {secret}",
        f"other {made_for} {secret}",
        f"{heading} {made_for} {secret[:9]}!{secret[9:]}",
    ):
        path.write_text(wrong, encoding="ascii")
        with pytest.raises(signing.KeyFileError, match=r"audit\.key är ingen nyckel för loggen"):
            signing.read_key(path)


def test_a_key_that_is_missing_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(signing.KeyFileError) as caught:
        signing.read_key(tmp_path / "none.key")
    assert f"{tmp_path / 'none.key'}. Skapa en med ./kv audit make-key, eller" in str(caught.value)


def test_the_public_keys_of_a_file_vouch_for_what_theirs_signed(key: SigningKey) -> None:
    line = signing.sign(key, organisation="org-a", number=3, hash="a" * 64, at=NOON)
    text = signing.public_text(key.public)
    assert line.is_signed_by(signing.read_public_keys(text))
    form, coded = text.split()
    with pytest.raises(signing.KeyFileError, match=r"^Filen innehåller annat än öppna nycklar"):
        signing.read_public_keys(f"{form} {coded[:9]}!{coded[9:]}\n")
