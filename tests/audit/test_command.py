"""The command `audit`, as an operator meets it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from kvinnofrid.access.table import TABLE
from kvinnofrid.audit import signing
from kvinnofrid.audit.apps import AuditConfig
from kvinnofrid.audit.chain import Fault, Kind
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.audit.report import FAULTS, tell_fault
from kvinnofrid.audit.words import EVENTS, action_in_words
from kvinnofrid.config.commands import main
from tests.audit import attack
from tests.audit.writing import MORNING, write

pytestmark = pytest.mark.django_db
Kv = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kv(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Kv:
    settings.AUDIT_KEY_FILE = tmp_path / "audit.key"
    settings.AUDIT_HEADS = f"file:{tmp_path / 'heads.jsonl'}"

    def run(*words: object) -> tuple[int, str, str]:
        code = main(["audit", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_sound_log_is_proved_against_the_heads_sent_out(kv: Kv, tmp_path: Path) -> None:
    write(5)
    code, said, _ = kv("export-heads")
    assert (code, said) == (0, "Huvuden undertecknade: 1. Mottagna: 1. Väntar: 0.\n")
    code, said, _ = kv("verify", "--heads", tmp_path / "heads.jsonl")
    assert code == 0
    assert said.startswith("5 händelser i 1 kedjor prövade mot 1 undertecknade huvuden på ")
    assert said.endswith(" s. Fel: 0.\n")


def test_a_cut_tail_is_told_with_organisation_number_and_kind(kv: Kv, tmp_path: Path) -> None:
    write(5)
    kv("export-heads")
    (tmp_path / "public").write_text(kv("public-key")[1])
    with attack.lifted_guards():
        attack.delete("org-a", 4, 5)
        attack.set_head("org-a", 3)
    heads = ("--heads", tmp_path / "heads.jsonl", "--keys", tmp_path / "public")
    code, said, _ = kv("verify", *heads)
    assert code == 1
    assert said.startswith("Organisation org-a, händelse 4–5: slutet av kedjan är borttaget.\n")
    code, said, _ = kv("verify", *heads, "--lang", "en", "--organisation", "org-a")
    assert said.startswith("Organisation org-a, event 4–5: the end of the chain was cut off.\n")
    code, said, _ = kv("verify")
    assert code == 0
    assert "Utan mottagarens huvuden (--heads) syns inte" in said


def test_a_forged_line_and_a_missing_guard_are_told(kv: Kv, tmp_path: Path) -> None:
    write(1)
    kv("export-heads")
    heads = tmp_path / "heads.jsonl"
    heads.write_text(heads.read_text().replace('"number":1', '"number":2') + "\nx\n")
    code, said, _ = kv("verify", "--heads", heads)
    assert code == 1
    assert "Organisation org-a, händelse 2: det undertecknade huvudet har ingen giltig" in said
    assert "Filen med huvuden, rad 3: det undertecknade huvudet" in said
    with attack.lifted_guards():
        code, said, _ = kv("verify", "--lang", "en")
    assert code == 1
    assert said.startswith("The log: the database's guard against changes in the log was taken")


def test_two_signed_heads_that_disagree_are_told(kv: Kv, tmp_path: Path) -> None:
    write(1)
    kv("export-heads")
    key = signing.read_key(tmp_path / "audit.key")
    other = signing.sign(key, organisation="org-a", number=1, hash="f" * 64, at=MORNING)
    with (tmp_path / "heads.jsonl").open("a") as heads:
        heads.write(other.text() + "\n")
    code, said, _ = kv("verify", "--heads", tmp_path / "heads.jsonl", "--organisation", "org-a")
    assert code == 1
    assert "händelse 1: stämmer inte med det undertecknade huvudet" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "--organisation", "none"), "Loggen har inget om organisationen none."),
        (("verify", "--heads", "/none"), "Filen går inte att läsa"),
        (("export-heads", "--every", "5"), "--every ska vara mellan 60 och 86400."),
        (
            ("extract", "--organisation", "o", "--object", "r", "--by", "u", "--out", "x.txt"),
            "filen ska heta något på .csv eller .xlsx",
        ),
        (
            ("extract", "--organisation", "o", "--object", "r", "--by", "å", "--out", "x.csv"),
            "Utdraget går inte att logga och görs därför inte",
        ),
    ],
)
def test_what_cannot_be_done_says_why(kv: Kv, words: tuple[str, ...], said: str) -> None:
    code, _, error = kv(*words)
    assert code == 2
    assert said in error


def test_a_receiver_that_is_away_keeps_the_heads_waiting(
    kv: Kv, settings: Settings, tmp_path: Path
) -> None:
    write(1)
    settings.AUDIT_HEADS = f"file:{tmp_path}/none/heads"
    code, said, error = kv("export-heads")
    assert (code, said) == (1, "Huvuden undertecknade: 1. Mottagna: 0. Väntar: 1.\n")
    assert "De som väntar skickas igen nästa gång." in error
    settings.AUDIT_HEADS = "nowhere"
    assert kv("export-heads")[0] == 2


def test_a_faulty_chain_is_told_when_heads_are_signed(kv: Kv) -> None:
    write(2)
    with attack.lifted_guards():
        attack.set_field("org-a", 2, "actor", "x")
    code, said, error = kv("export-heads")
    assert (code, said) == (1, "Huvuden undertecknade: 0. Mottagna: 0. Väntar: 0.\n")
    assert error.startswith("Organisation org-a, händelse 2: innehållet stämmer inte")


def test_production_signs_only_with_a_key_of_its_own(
    kv: Kv, settings: Settings, tmp_path: Path
) -> None:
    assert kv("make-key")[0] == 0
    assert kv("make-key")[0] == 2
    config = AuditConfig("kvinnofrid.audit", __import__("kvinnofrid.audit").audit)
    config.ready()
    settings.MODE = "production"
    with pytest.raises(ImproperlyConfigured, match="får inte användas i drift"):
        config.ready()
    (tmp_path / "audit.key").chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        config.ready()
    (tmp_path / "audit.key").unlink()
    config.ready()
    assert "saknas" in kv("export-heads")[2]
    assert kv("make-key")[0] == 0
    config.ready()
    settings.AUDIT_HEADS = ""
    assert "Sätt KV_AUDIT_HEADS" in kv("export-heads")[2]


def test_a_demo_keeps_its_heads_in_the_data_folder(
    kv: Kv, settings: Settings, tmp_path: Path
) -> None:
    settings.AUDIT_HEADS = ""
    settings.DATA = tmp_path
    write(1)
    assert kv("export-heads")[0] == 0
    assert '"org-a"' in (tmp_path / "audit-heads.jsonl").read_text()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_extract_is_a_file_for_its_owner_alone_and_is_logged(
    kv: Kv, tmp_path: Path, suffix: str
) -> None:
    write(8, now=MORNING - timedelta(days=1))
    out = tmp_path / f"utdrag{suffix}"
    which = ("--organisation", "org-a", "--object", "rec-0", "--by", "reviewer-1")
    code, said, _ = kv("extract", *which, "--out", out)
    assert code == 0
    assert said.startswith("2 händelser skrivna")
    assert out.stat().st_mode & 0o777 == 0o600
    if suffix == ".csv":
        assert "Läsa en akt" in out.read_text("utf-8-sig")
    assert AuditEvent.objects.filter(action="log.extract", actor="reviewer-1").count() == 1
    assert kv("extract", *which, "--out", tmp_path / "none" / "x.csv")[0] == 2


def test_every_fault_has_words_in_both_languages() -> None:
    assert set(FAULTS) == set(Kind)
    for kind in Kind:
        texts = {tell_fault(Fault("org-a", 3, kind, 7), language) for language in ("sv", "en")}
        assert len(texts) == 2


def test_what_is_logged_besides_the_policy_has_words_in_both_languages() -> None:
    for action in EVENTS:
        assert action not in TABLE
        for language in ("sv", "en"):
            assert action_in_words(action, language) != action
    assert action_in_words("nothing.known", "sv") == "nothing.known"
