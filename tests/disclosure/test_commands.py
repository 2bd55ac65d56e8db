"""The command `protect`: files, exit codes, certificates, and what an interruption leaves."""

import argparse
import csv
import json
from pathlib import Path

import pytest

from kvinnofrid.command import CommandError
from kvinnofrid.disclosure import blocks, certificate, commands
from kvinnofrid.disclosure.errors import CertificateError
from kvinnofrid.disclosure.values import Audit, Bounds

DATA = "a,b,u,n\n" + "".join(
    f"x{i},y{j},u,{n}\n"
    for i, row in enumerate([[3, 20, 30], [20, 20, 20], [30, 20, 20]])
    for j, n in enumerate(row)
)


def protect(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_arguments(parser)
    return commands.run(parser.parse_args(words))


@pytest.fixture
def data(tmp_path: Path) -> str:
    path = tmp_path / "data.csv"
    path.write_text(DATA, encoding="utf-8")
    return str(path)


def usual(data: str, out: Path, *more: str) -> int:
    by = ("--by", "a", "--by", "b", "--count", "n", "--processes", "1")
    return protect(data, *by, "--out", str(out), *more)


def test_four_files_and_a_last_line_come_out(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "out"
    assert usual(data, out) == 0
    assert sorted(p.name for p in out.iterdir()) == [
        "audit.csv",
        "certificate",
        "protected.csv",
        "report.html",
    ]
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("cells=16 primary=1 hidden=4 below_width=0 seconds=")
    with (out / "protected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["a", "b", "value", "status"]
    assert rows[0] == {"a": "Total", "b": "Total", "value": "183", "status": "published"}
    assert {row["status"] for row in rows} == {"published", "hidden"}
    assert all((row["value"] == "") == (row["status"] == "hidden") for row in rows)
    audit = (out / "audit.csv").read_text(encoding="utf-8").splitlines()
    assert audit[0] == "a,b,lower,upper,width,exact"
    assert audit[1].startswith("x0,y0,0,")
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "Inget mönster skyddar tabellen med färre" in report
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["out"]


def test_the_same_seed_gives_the_same_bytes_and_writes_over_its_own(
    data: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    seen = []
    for _ in range(2):
        assert usual(data, out, "--seed", "5") == 0
        seen.append({p.name: p.read_bytes() for p in out.iterdir()})
    assert seen[0] == seen[1]
    (out / "letter.txt").touch()
    with pytest.raises(CommandError, match="mappen innehåller annat"):
        usual(data, out)
    with pytest.raises(CommandError, match="ingen mapp"):
        usual(data, out / "letter.txt")


def test_a_table_too_large_for_proof_says_how_near_the_best_it_is(
    data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(blocks, "EXACT_CELLS", 0)
    assert usual(data, tmp_path / "out") == 0
    assert "Varje mönster döljer minst 4 celler." in capsys.readouterr().out


def test_all_rules_can_be_told(data: str, tmp_path: Path) -> None:
    more = ["--group", "b", "--dominance", "1:80", "--contributor", "u", "--zeros", "shown"]
    more += ["--keep", "a:x1", "--keep", "a:x2", "--threshold", "2"]
    assert usual(data, tmp_path / "out", *more) == 0
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Ingen grupp får visas" in report
    assert "De 1 största bidragen" in report


def test_an_earlier_release_is_reckoned_with(data: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert usual(data, first) == 0
    assert usual(data, second, "--known", str(first / "protected.csv"), "--seed", "9") == 0
    hidden = [
        {
            r
            for r in (one / "protected.csv").read_text(encoding="utf-8").splitlines()
            if "hidden" in r
        }
        for one in (first, second)
    ]
    assert hidden[0] == hidden[1]


def test_what_can_not_be_done_is_said_as_a_command_says_it(data: str, tmp_path: Path) -> None:
    for words, said in [
        ((data,), "Ange DATA.csv"),
        ((data, "--by", "z", "--out", str(tmp_path / "o")), "kolumnen z saknas"),
        (
            (data, "--by", "a", "--out", str(tmp_path / "o"), "--dominance", "x"),
            "går inte att tolka",
        ),
    ]:
        with pytest.raises(CommandError, match=said):
            protect(*words)
    assert not (tmp_path / "o").exists()


def test_an_interruption_leaves_nothing_and_says_so(
    data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(blocks, "run", interrupted)
    assert usual(data, tmp_path / "out") == 130
    assert "Avbrutet. Inget är skrivet." in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["data.csv"]


def test_too_little_memory_is_said(
    data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(blocks, "run", short)
    with pytest.raises(CommandError, match="Minnet räckte inte"):
        usual(data, tmp_path / "out")


def test_nothing_is_written_when_the_audit_does_not_hold(
    data: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow = Audit(4, (Bounds(("x0", "y0"), 3, 3, True),))
    monkeypatch.setattr(
        "kvinnofrid.disclosure.protecting.auditing.audit_pattern", lambda *_, **__: narrow
    )
    assert usual(data, tmp_path / "out") == 1
    assert not (tmp_path / "out").exists()
    assert "below_width=1" in capsys.readouterr().out.splitlines()[-1]


def test_a_failed_audit_is_told_in_the_report() -> None:
    import dataclasses

    from kvinnofrid.disclosure import Protection, Rule
    from kvinnofrid.disclosure import protect as function
    from kvinnofrid.disclosure.report import report
    from tests.disclosure.made import grid_of

    found = function(grid_of([[3, 20], [20, 20]]), Rule(), processes=1)
    narrow = Audit(4, (Bounds(("r0", "c0"), 3, 3, True),))
    text = report(
        dataclasses.replace(found, audit=narrow, protection=Protection("heuristic", False, 3))
    )
    assert "får inte lämnas ut" in text
    assert "Varje mönster döljer minst 3 celler" in text


def test_a_certificate_is_checked_by_adding(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    usual(data, out)
    assert protect("--check", str(out)) == 0
    assert "Intyget håller" in capsys.readouterr().out


def resealed(out: Path, change: object) -> None:
    """Change a certificate and seal it anew, as a forger would."""
    assert callable(change)
    body = (out / "certificate").read_bytes().splitlines()[0]
    content = json.loads(body)
    change(content)
    (out / "certificate").write_bytes(certificate.sealed(json.dumps(content).encode()))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c.update(format="x"), "format är okänt"),
        (lambda c: c.update(published_sha256="x"), "inte den fil"),
        (lambda c: c.update(values=[*c["values"][:-1], 99]), "visar annat"),
        (lambda c: c.update(hidden=c["hidden"][1:]), "visar annat"),
        (lambda c: c.update(primary=[]), "inte räknad som primär"),
        (lambda c: c.update(primary=[*c["primary"], 0]), "är inte dold"),
        (lambda c: c["values"].__setitem__(c["hidden"][0], 4), "summor stämmer inte"),
        (lambda c: c["moves"].append([[0], [1]]), "ändrar en publicerad cell"),
        (lambda c: c["moves"].append([[c["hidden"][0]], [-99]]), "för litet antal"),
        (lambda c: c["moves"].append([[c["hidden"][0]], [1]]), "går inte ihop"),
        (lambda c: c.update(moves=[]), "snävare än bredden"),
    ],
)
def test_a_forged_certificate_is_refused(
    change: object, said: str, data: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    usual(data, out)
    resealed(out, change)
    with pytest.raises(CertificateError, match=said):
        certificate.check(out)


def test_a_changed_or_missing_file_fails_the_check(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    usual(data, out)
    published = (out / "protected.csv").read_text(encoding="utf-8")
    (out / "protected.csv").write_text(published.replace("183", "184"), encoding="utf-8")
    assert protect("--check", str(out)) == 1
    text = (out / "certificate").read_bytes()
    (out / "certificate").write_bytes(text.replace(b'"width":4', b'"width":3'))
    assert protect("--check", str(out)) == 1
    (out / "protected.csv").unlink()
    assert protect("--check", str(out)) == 1
    said = capsys.readouterr().out
    assert "inte den fil som intyget gäller" in said
    assert "intyget är ändrat" in said
    assert "går inte att läsa" in said


def test_a_row_too_few_is_seen(data: str, tmp_path: Path) -> None:
    import hashlib

    out = tmp_path / "out"
    usual(data, out)
    short = b"".join((out / "protected.csv").read_bytes().splitlines(keepends=True)[:-1])
    (out / "protected.csv").write_bytes(short)
    resealed(out, lambda c: c.update(published_sha256=hashlib.sha256(short).hexdigest()))
    with pytest.raises(CertificateError, match="fel antal rader"):
        certificate.check(out)


def test_cell_keys_make_every_count_approximate(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, secret = tmp_path / "out", tmp_path / "secret"
    more = ("--method", "cell-key", "--secret-file", str(secret))
    assert usual(data, out, *more) == 0
    first = (out / "protected.csv").read_bytes()
    assert secret.stat().st_mode & 0o077 == 0
    assert usual(data, out, *more) == 0
    assert (out / "protected.csv").read_bytes() == first
    assert b"approximate" in first
    assert "hidden=0" in capsys.readouterr().out.splitlines()[-1]
    assert protect("--check", str(out)) == 0
    assert usual(data, tmp_path / "small", *more, "--noise", "1:0.5") == 1
    assert not (tmp_path / "small").exists()
    assert usual(data, tmp_path / "seeded", "--method", "cell-key") == 0


def test_a_noise_table_can_be_given_as_a_file(data: str, tmp_path: Path) -> None:
    table = tmp_path / "noise.csv"
    rows = "count,noise,probability\n0,0,1\n1,-1,2/3\n1,2,1/3\n2,-2,0.5\n2,2,0.5\n"
    table.write_text(rows, encoding="utf-8")
    more = ("--method", "cell-key", "--noise")
    assert usual(data, tmp_path / "out", *more, str(table)) == 0
    for text, said in [("a,b\n1,2\n", "De ska heta"), (rows + "x,1,1\n", "ett tal går inte")]:
        table.write_text(text, encoding="utf-8")
        with pytest.raises(CommandError, match=said):
            usual(data, tmp_path / "other", *more, str(table))
    with pytest.raises(CommandError, match="går inte att tolka"):
        usual(data, tmp_path / "other", *more, "2:x")


def test_persons_with_keys_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    path.write_text("a,id\n" + "".join(f"x{i % 3},{i}\n" for i in range(60)), encoding="utf-8")
    words = (str(path), "--by", "a", "--method", "cell-key", "--record", "id")
    assert protect(*words, "--out", str(tmp_path / "out")) == 0


def test_progress_goes_over_one_line_on_a_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    commands._Progress(0.0)("hej")
    assert capsys.readouterr().err.startswith("\r\x1b[K")
