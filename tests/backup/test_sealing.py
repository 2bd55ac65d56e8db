"""Who can open a backup, what is in it, and what is said of a file that is none."""

import base64
import random
import tarfile
from pathlib import Path

import pyrage
import pytest

from kvinnofrid.backup import operations, sealing
from kvinnofrid.backup.backup_keys import new_key, read_identities, recipients_for
from kvinnofrid.backup.errors import TEXTS, BackupError
from kvinnofrid.backup.rules import Manifest, to_json
from tests.backup.conftest import NOW, Place


def unpacked(place: Place, file: Path, folder: Path) -> Manifest:
    folder.mkdir()
    return sealing.unseal(file=file, identities=place.identities, folder=folder)


def sealed_anew(place: Place, folder: Path, manifest: Manifest) -> Path:
    out = folder.parent / "changed.age"
    sealing.seal(
        folder=folder,
        names=[path.name for path in folder.iterdir()],
        manifest=manifest,
        recipients=[place.public],
        out=out,
    )
    return out


def refusal(place: Place, file: Path, key: Path | None = None) -> str:
    """Which error a restore of a file ends in, having changed nothing and left nothing."""
    before = place.facts()
    identities = read_identities(key or place.key)
    with pytest.raises(BackupError) as raised:
        operations.restore(
            file=file,
            identities=identities,
            replace=True,
            recipients=[place.public],
            backups=place.data / "backups",
            now=NOW,
        )
    assert place.facts() == before
    assert place.leftovers == []
    assert not (place.data / "backups").exists()
    assert str(file) in raised.value.in_language("en")
    return raised.value.key


def test_only_the_holder_of_the_secret_key_can_read_it(place: Place, tmp_path: Path) -> None:
    made = place.backup()
    assert b"organisations" not in made.path.read_bytes()
    assert made.path.stat().st_mode & 0o077 == 0
    other = tmp_path / "other.key"
    new_key(out=other, now=NOW)
    assert refusal(place, made.path, other) == "wrong-key"


def test_a_changed_row_is_found_and_its_table_named(place: Place, tmp_path: Path) -> None:
    made = place.backup()
    folder = tmp_path / "open"
    manifest = unpacked(place, made.path, folder)
    if place.on_sqlite:
        file = folder / sealing.SQLITE_FILE
    else:
        file = folder / sealing.table_file("organisations_organisation")
    content = file.read_bytes()
    assert b"sist" in content
    file.write_bytes(content.replace(b"sist", b"sast"))
    changed = sealed_anew(place, folder, manifest)
    found = operations.verify(file=changed, identities=place.identities, deep=False).differences
    assert any(line.startswith("organisations_organisation: 2 rows with") for line in found)
    assert refusal(place, changed) == "differs"


def test_a_lost_row_is_found(place: Place, tmp_path: Path) -> None:
    made = place.backup()
    table = made.manifest.tables["organisations_population"]
    lost = Manifest(
        **{
            **{name: getattr(made.manifest, name) for name in Manifest.__slots__},
            "tables": {
                **made.manifest.tables,
                "organisations_population": type(table)(table.columns, 1, table.sha256),
            },
        }
    )
    folder = tmp_path / "open"
    unpacked(place, made.path, folder)
    changed = sealed_anew(place, folder, lost)
    found = operations.verify(file=changed, identities=place.identities, deep=False).differences
    assert found == ("organisations_population: 0 rows, not 1",)


def test_a_file_that_is_no_backup_is_told(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "bild.age"
    for content in (b"", b"\x89PNG", b"age-encryption.org/v", sealing.MAGIC[:-1]):
        file.write_bytes(content)
        assert refusal(place, file) == "not-a-backup"
    assert refusal(place, tmp_path / "finns-inte.age") == "cannot-write"
    file.write_bytes(pyrage.encrypt(b"hej" * 1000, [place.identities[0].to_public()]))
    assert refusal(place, file) == "damaged"


def test_a_backup_cut_short_anywhere_is_told(place: Place, tmp_path: Path) -> None:
    whole = place.backup().path.read_bytes()
    file = tmp_path / "cut.age"
    for length in (22, 30, 100, 199, 220, 500, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert refusal(place, file) in {"damaged", "wrong-key"}, length


def test_a_flipped_bit_anywhere_is_told(place: Place, tmp_path: Path) -> None:
    whole = place.backup().path.read_bytes()
    file = tmp_path / "flipped.age"
    chance = random.Random(1)
    places = [22, 40, 90, 180, 210, len(whole) - 1, *chance.choices(range(200, len(whole)), k=10)]
    for at in places:
        spoiled = bytearray(whole)
        spoiled[at] ^= 1 << chance.randrange(8)
        file.write_bytes(spoiled)
        assert refusal(place, file) in {"damaged", "wrong-key"}, at


@pytest.mark.parametrize("name", ["../ut", "/etc/ut", "annat", "manifest.json"])
def test_an_archive_with_anything_else_in_it_is_refused(
    place: Place, tmp_path: Path, name: str
) -> None:
    folder, packed = tmp_path / "open", tmp_path / "packed"
    manifest = unpacked(place, place.backup().path, folder)
    (folder / "manifest.json").write_text(to_json(manifest))
    with tarfile.open(packed, "w:gz") as tar:
        tar.add(folder / "manifest.json", "manifest.json")
        tar.add(folder / "manifest.json", name)
    file = tmp_path / "other.age"
    file.write_bytes(pyrage.encrypt(packed.read_bytes(), [place.identities[0].to_public()]))
    assert refusal(place, file) == "damaged"
    assert not (tmp_path / "ut").exists()


def test_an_archive_that_lacks_something_is_refused(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    manifest = unpacked(place, place.backup().path, folder)
    next(folder.iterdir()).unlink()
    assert refusal(place, sealed_anew(place, folder, manifest)) == "damaged"


def test_no_key_is_ever_in_a_backup(place: Place, tmp_path: Path) -> None:
    secrets = {
        path: random.Random(number).randbytes(32)
        for number, path in enumerate(
            ("keys/store", "keys/organisation-1", "secret.key", "audit.key", "keys.sqlite3")
        )
    }
    for path, secret in secrets.items():
        (place.data / path).parent.mkdir(exist_ok=True)
        (place.data / path).write_bytes(secret)
    folder = tmp_path / "open"
    made = place.backup()
    unpacked(place, made.path, folder)
    everything = b"".join(path.read_bytes() for path in folder.iterdir()) + made.path.read_bytes()
    own = place.key.read_text().splitlines()[-1].encode()
    assert own not in everything
    for secret in secrets.values():
        forms: list[bytes] = [
            secret,
            secret.hex().encode(),
            base64.b64encode(secret).rstrip(b"="),
            base64.urlsafe_b64encode(secret).rstrip(b"="),
        ]
        assert not any(form in everything for form in forms)


def test_an_existing_file_is_not_written_over(place: Place) -> None:
    made = place.backup("kopia.age")
    before = made.path.read_bytes()
    with pytest.raises(BackupError, match="finns redan"):
        place.backup("kopia.age")
    assert made.path.read_bytes() == before
    one, other = place.backup(), place.backup()
    assert one.path.name == "kvinnofrid-2026-11-22-030405.tar.gz.age"
    assert other.path.name == "kvinnofrid-2026-11-22-030405-2.tar.gz.age"


def test_a_secret_key_is_for_its_owner_alone_and_never_written_over(tmp_path: Path) -> None:
    key = tmp_path / "a.key"
    public = new_key(out=key, now=NOW)
    assert key.stat().st_mode & 0o777 == 0o600
    assert str(read_identities(key)[0].to_public()) == public
    with pytest.raises(BackupError, match="finns redan"):
        new_key(out=key, now=NOW)
    with pytest.raises(BackupError, match="No such"):
        new_key(out=tmp_path / "none" / "a.key", now=NOW)


@pytest.mark.parametrize("content", [b"", b"# hej\n", b"AGE-SECRET-KEY-1NEJ\n", b"\xff\xfe"])
def test_a_file_without_secret_key_is_told(tmp_path: Path, content: bytes) -> None:
    key = tmp_path / "a.key"
    key.write_bytes(content)
    with pytest.raises(BackupError) as refused:
        read_identities(key)
    assert refused.value.key == "bad-key"


def recipients(data: Path, *, production: bool) -> list[str]:
    path = data / "recipients.txt"
    return list(recipients_for(path=path, data=data, production=production, now=NOW))


def test_a_key_for_trials_is_made_outside_production_and_refused_in_it(tmp_path: Path) -> None:
    with pytest.raises(BackupError) as missing:
        recipients(tmp_path, production=True)
    assert missing.value.key == "no-recipients"
    made = recipients(tmp_path, production=False)
    assert recipients(tmp_path, production=False) == made
    assert (tmp_path / "backup-development.key").stat().st_mode & 0o077 == 0
    with pytest.raises(BackupError) as marked:
        recipients(tmp_path, production=True)
    (tmp_path / "recipients.txt").write_text(made[0])
    with pytest.raises(BackupError) as copied:
        recipients(tmp_path, production=True)
    assert marked.value.key == copied.value.key == "development-key"
    real = new_key(out=tmp_path / "real.key", now=NOW)
    (tmp_path / "recipients.txt").write_text(f"# kommunens\n{real}\n")
    assert recipients(tmp_path, production=True) == [real]
    (tmp_path / "recipients.txt").unlink()
    assert recipients(tmp_path, production=False) == made


@pytest.mark.parametrize(
    ("text", "key"), [("# tom\n", "no-recipients"), ("age1fel\n", "bad-recipient")]
)
def test_a_list_without_sound_keys_is_told(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "recipients.txt").write_text(text)
    with pytest.raises(BackupError) as refused:
        recipients(tmp_path, production=True)
    assert refused.value.key == key
    (tmp_path / "recipients.txt").unlink()
    (tmp_path / "recipients.txt").mkdir()
    with pytest.raises(BackupError) as unreadable:
        recipients(tmp_path, production=True)
    assert unreadable.value.key == "cannot-write"


def test_errors_are_told_alike_in_both_languages() -> None:
    for swedish, english in TEXTS.values():
        told = [
            sorted({part.split("}")[0] for part in text.split("{")[1:]})
            for text in (swedish, english)
        ]
        assert told[0] == told[1]
        assert swedish != english
