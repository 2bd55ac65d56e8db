"""The pages of those who make releases: for analysts alone, and two of them."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import IdentityToken, Membership, User
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.releases import operations
from kvinnofrid.releases.check_rules import Finding
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations import making
from kvinnofrid.releases.rules import Kind
from tests.accounts.people import NOW, TODAY, member, sign_in, unit, user
from tests.releases.releasing import approved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country", "given_tables")]
AT = "/statistik/arbete/"


def analyst(name: str) -> tuple[User, Client]:
    """A national analyst whose identity is known, signed in a moment ago."""
    who, nation = user(name), organisations.nation(on=TODAY).id
    Membership.objects.create(
        user=who, organisation_id=nation, role=Role.NATIONAL_ANALYST,
        valid_from=date(2020, 1, 1), proposed_at=NOW, granted_at=NOW,
    )  # fmt: skip
    IdentityToken.objects.create(
        user=who, organisation_id=nation, token=name.encode().ljust(32, b".")
    )
    client = Client()
    sign_in(client, who)
    return who, client


@pytest.fixture(autouse=True)
def made_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """What a process of its own does, done here; of made-up episodes, as in a demo."""
    settings.MODE = "demo"

    def start(release: UUID) -> None:
        making.make(release=release, now=timezone.now())

    monkeypatch.setattr(operations, "start_making", start)
    monkeypatch.setattr("kvinnofrid.releases.operations.shared.tokens_of", tokens)


def tokens(who: str, *, organisation: str) -> frozenset[bytes]:
    """The tokens of who somebody is, as they stand in the database."""
    found = IdentityToken.objects.filter(user=UUID(who), organisation=int(organisation))
    return frozenset(bytes(one) for one in found.values_list("token", flat=True))


def filled(**given: Any) -> dict[str, Any]:
    return {
        "title": "Uppföljningen",
        "title_en": "The follow-up",
        "first_year": TODAY.year - 1,
        "last_year": TODAY.year,
        "publish_at": f"{timezone.now() - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "supersedes": "",
        "reason": "",
        "reason_en": "",
        **given,
    }


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def with_a_silent_unit(*units: str) -> Release:
    """A release whose checks have found that units have opened nothing since the year before."""
    found = [
        Finding(Kind.COMPLETENESS, "silent_unit", area="0380", unit=one, year=2025).to_dict()
        for one in units
    ]
    return approved(checks=found)


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.NATIONAL_ANALYST])
def test_nobody_else_sees_anything_of_it(client: Client, role: Role) -> None:
    row = with_a_silent_unit(str(unit("Kvinnohuset").pk))
    sign_in(client, member(role).user)
    for address in (AT, f"{AT}ny/", f"{AT}{row.pk}/", f"{AT}{row.pk}/lage/"):
        answer = client.get(address)
        assert answer.status_code in {403, 404}
        assert "Kvinnohuset" not in text(answer)


def test_two_analysts_make_a_release(client: Client) -> None:
    _, moa = analyst("Moa")
    _, nora = analyst("Nora")
    assert "Inga ännu" in text(moa.get(AT))
    assert "Uppföljning av stöd" in text(moa.get(f"{AT}ny/"))
    answer = moa.post(f"{AT}ny/", filled())
    assert answer.status_code == 302
    page = answer.headers["Location"]
    said = text(moa.get(page))
    assert "Väntar på beslut av en annan person" in said
    assert "En annan person ska besluta" in said
    assert "Godkänn utgåvan" not in said
    assert "Är uppgifterna fullständiga?" in said
    assert "färre än 100" in said, "and not how many: one more entered would be seen"
    assert "Ingen tidigare utgåva finns att jämföra med" in said
    assert moa.post(f"{page}besluta/", {"decision": "approve"}).status_code == 403
    assert nora.post(f"{page}besluta/", {"decision": "perhaps"}).status_code == 404
    assert "Godkänn utgåvan" in text(nora.get(page))
    assert nora.post(f"{page}besluta/", {"decision": "approve"}).status_code == 302
    assert "Publicerad" in text(nora.get(page))
    assert "Utgåva 1" in text(client.get("/statistik/"))
    again = nora.post(f"{page}besluta/", {"decision": "approve"})
    assert (again.status_code, "redan beslutat" in text(again)) == (422, True)
    assert "Se den som alla ser den" in text(moa.get(page))


def test_a_unit_that_has_fallen_silent_is_told_of_by_its_name() -> None:
    _, moa = analyst("Moa")
    known, gone = str(unit("Kvinnohuset").pk), str(UUID(int=7))
    page = f"{AT}{with_a_silent_unit(known, gone, 'u').pk}/"
    for before, named, nameless in (
        ("", "Uppsala: enheten Kvinnohuset, som", "Uppsala: en enhet som inte finns i registret"),
        ("/en", "Uppsala: the unit Kvinnohuset, which", "Uppsala: a unit that is not in the"),
    ):
        said = text(moa.get(before + page))
        assert (said.count(named), said.count(nameless)) == (1, 2), before
        assert known[:8] not in said


def test_a_form_that_makes_no_sense_says_why() -> None:
    _, moa = analyst("Moa")
    for given, said in (
        ({"last_year": TODAY.year - 2}, "Sista året kommer före det första"),
        ({"last_year": TODAY.year + 2}, "inget år som inte har börjat"),
        ({"publish_at": "i morgon"}, "rl-error"),
        ({"title": ""}, "rl-error"),
    ):
        answer = moa.post(f"{AT}ny/", filled(**given))
        assert (answer.status_code, said in text(answer)) == (422, True), given
    assert not Release.objects.exists()


def test_a_release_that_could_not_be_made_says_why() -> None:
    _, moa = analyst("Moa")
    page = moa.post(f"{AT}ny/", filled()).headers["Location"]
    for status, said in (("failed", "Utgåvan gick inte att göra"), ("making", "Utgåvan görs")):
        Release.objects.update(status=status, told="Katten drog ur sladden.")
        found = text(moa.get(page))
        assert said in found
        assert "Katten drog ur sladden." in found
    assert moa.get(f"{AT}00000000-0000-0000-0000-000000000000/").status_code == 404
