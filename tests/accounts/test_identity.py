"""Who somebody is: the number is given once and kept nowhere, and one person has one account."""

import logging
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts import operations
from kvinnofrid.accounts.models import IdentityToken, Invitation, Membership, User
from kvinnofrid.accounts.operations import IdentityDiffersError, IdentityTakenError
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.keys.identity import IdentityNumber, read_identity
from tests.accounts.people import NOW, PASSWORD, TODAY, member, organisation, sign_in, unit
from tests.accounts.test_memberships import acting, invite, link_in, list_of, page_of
from tests.keys.numbers import personal_numbers

pytestmark = pytest.mark.django_db
OWN = "/konto/vem-du-ar/"
ANNA, BO = personal_numbers()[:2]


def number(text: str = ANNA) -> IdentityNumber:
    return read_identity(text, today=TODAY)


def written(text: str) -> str:
    """A number as people write it."""
    return f"{text[:8]}-{text[8:]}"


def everything_stored() -> str:
    """Every row of every table, as text."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found.extend(repr(row) for row in cursor.fetchall())
    return "\n".join(found)


def denials() -> list[tuple[str, str]]:
    found = AuditEvent.objects.filter(outcome="denied", action__endswith=".identify")
    return list(found.values_list("action", "details"))


def test_a_person_gives_the_number_and_only_a_token_is_kept(
    client: Client, keys: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one = member(Role.CASEWORKER)
    sign_in(client, one.user)
    home = client.get("/konto/").content.decode()
    assert "Ditt personnummer är inte angivet för Uppsala kommun" in home
    answer = client.post(OWN, {"number": written(ANNA)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/konto/")
    assert "Angivet för:" in client.get("/konto/").content.decode()
    (kept,) = IdentityToken.objects.all()
    assert (kept.user, kept.given_by, len(bytes(kept.token))) == (one.user, one.user, 32)
    assert acting(one.user).identified_in == {str(organisation())}
    for form in (ANNA, written(ANNA), ANNA[2:], f"{ANNA[2:8]}-{ANNA[8:]}"):
        assert form not in everything_stored()
        assert form not in caplog.text
    event = AuditEvent.objects.get(action="account.identify")
    assert (event.actor, event.object_id) == (str(one.user.pk), str(one.user.pk))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("hej", "rätt form"),
        (f"{ANNA[:11]}{(int(ANNA[11]) + 1) % 10}", "Kontrollsiffran"),
        ("", "måste fyllas i"),
        ("9" * 200, "rätt form"),
    ],
)
def test_a_wrong_number_is_explained_and_never_shown_again(
    client: Client, keys: Path, wrong: str, said: str
) -> None:
    sign_in(client, member(Role.CASEWORKER).user)
    page = client.post(OWN, {"number": wrong}).content.decode()
    assert said in page
    assert not wrong or wrong not in page
    assert not IdentityToken.objects.exists()


def test_giving_the_number_takes_a_fresh_second_factor(client: Client) -> None:
    one = member(Role.CASEWORKER)
    sign_in(client, one.user, {"method": "password"}, {"method": "mfa", "at": 1_000_000})
    for answer in (client.get(OWN), client.post(OWN, {"number": ANNA})):
        assert answer.headers["Location"].startswith("/konto/")
        assert "next=%2Fkonto%2Fvem-du-ar%2F" in answer.headers["Location"]


def test_a_key_service_that_is_down_gives_a_clear_error_and_nothing_is_lost(
    client: Client,
) -> None:
    chief = member(Role.UNIT_MANAGER, "Cecilia Chef")
    sign_in(client, chief.user)
    own = client.post(OWN, {"number": ANNA})
    assert own.status_code == 503
    assert "Nyckeltjänsten svarar inte" in own.content.decode()
    place = f"caseworker:{unit().pk}"
    page = invite(client, place, number=written(ANNA))
    assert "Nyckeltjänsten svarar inte" in page
    assert 'value="ny@example.se"' in page
    assert ANNA not in page
    assert written(ANNA) not in page
    assert not User.objects.filter(email="ny@example.se").exists()
    link = link_in(invite(client, place))
    form = {"password": PASSWORD, "again": PASSWORD, "number": ANNA}
    refused = Client().post(link, form)
    assert refused.status_code == 503
    assert Invitation.objects.get().used_at is None
    assert not User.objects.get(email="ny@example.se").has_usable_password()
    assert Client().post(link, {**form, "number": ""}).status_code == 302


def test_the_invited_gives_the_number_with_the_password(client: Client, keys: Path) -> None:
    sign_in(client, member(Role.UNIT_MANAGER, "Cecilia Chef").user)
    link = link_in(invite(client, f"caseworker:{unit().pk}"))
    form = {"password": PASSWORD, "again": PASSWORD, "number": ANNA}
    assert Client().post(link, form).status_code == 302
    assert IdentityToken.objects.get().user.email == "ny@example.se"
    assert AuditEvent.objects.filter(action="account.identify", outcome="allowed").exists()


def test_a_manager_gives_the_number_at_the_invitation_or_later(client: Client, keys: Path) -> None:
    chief = member(Role.UNIT_MANAGER, "Cecilia Chef")
    sign_in(client, chief.user)
    assert "är nu Handläggare" in invite(client, f"caseworker:{unit().pk}", number=ANNA)
    assert IdentityToken.objects.get().given_by == chief.user
    worker = member(Role.CASEWORKER, "Bo Berg")
    address = f"{page_of(worker.user)}identitet/"
    assert "Inte angivet" in client.get(page_of(worker.user)).content.decode()
    assert client.post(address, {"do": "identify", "number": BO}).status_code == 302
    assert "angiven av Cecilia Chef" in client.get(address).content.decode()
    client.post(address, {"do": "forget"})
    assert not IdentityToken.objects.filter(user=worker.user).exists()
    done = AuditEvent.objects.filter(object_id=str(worker.user.pk)).values_list(
        "details", flat=True
    )
    assert list(done) == ['{"method":"given"}', '{"method":"forgotten"}']


def test_one_person_has_one_account_in_an_organisation(client: Client, keys: Path) -> None:
    first = member(Role.CASEWORKER, "Anna Första")
    operations.identify_oneself(by=acting(first.user), number=number(), now=NOW)
    second = member(Role.CASEWORKER, "Anna Andra")
    sign_in(client, second.user)
    page = client.post(OWN, {"number": ANNA}).content.decode()
    assert "kunde inte tas emot för det här kontot" in page
    assert "Första" not in page
    assert "redan" not in page.partition("<main")[2].partition("<h2")[0]
    assert not IdentityToken.objects.filter(user=second.user).exists()
    assert denials() == [("account.identify", '{"reason":"same_person"}')]


def test_the_invited_learns_nothing_of_the_other_account(client: Client, keys: Path) -> None:
    first = member(Role.CASEWORKER, "Anna Första")
    operations.identify_oneself(by=acting(first.user), number=number(), now=NOW)
    sign_in(client, member(Role.UNIT_MANAGER, "Cecilia Chef").user)
    link = link_in(invite(client, f"caseworker:{unit().pk}"))
    form = {"password": PASSWORD, "again": PASSWORD, "number": ANNA}
    page = Client().post(link, form).content.decode()
    assert "kunde inte tas emot för det här kontot" in page
    assert "Första" not in page
    assert Invitation.objects.get().used_at is None
    assert not User.objects.get(email="ny@example.se").has_usable_password()
    assert denials() == [("account.identify", '{"reason":"same_person"}')]


def test_the_manager_is_told_what_to_do_and_nothing_is_made(client: Client, keys: Path) -> None:
    first = member(Role.CASEWORKER, "Anna Första")
    operations.identify_oneself(by=acting(first.user), number=number(), now=NOW)
    sign_in(client, member(Role.UNIT_MANAGER, "Cecilia Chef").user)
    page = invite(client, f"caseworker:{unit().pk}", number=ANNA)
    assert "Leta upp det kontot och ge rollen där" in page
    assert "Första" not in page
    assert not User.objects.filter(email="ny@example.se").exists()
    second = member(Role.CASEWORKER, "Anna Andra")
    page = client.post(
        f"{page_of(second.user)}identitet/", {"do": "identify", "number": ANNA}
    ).content.decode()
    assert "Leta upp det kontot" in page
    assert [action for action, _ in denials()] == ["membership.identify"] * 2


def test_the_database_itself_refuses_a_second_account_of_a_person() -> None:
    first, second = member(Role.CASEWORKER, "Anna A"), member(Role.CASEWORKER, "Anna B")
    here = organisation()
    IdentityToken.objects.create(user=first.user, organisation_id=here, token=b"t" * 32)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityToken.objects.create(user=second.user, organisation_id=here, token=b"t" * 32)


def test_two_organisations_tokens_of_a_person_have_nothing_in_common(keys: Path) -> None:
    one = member(Role.CASEWORKER)
    member(Role.BOARD_READER, user=one.user, code="0305")
    made = operations.identify_oneself(by=acting(one.user), number=number(), now=NOW)
    assert set(made.known) == {organisation(), organisation("0305")}
    tokens = [bytes(kept.token) for kept in IdentityToken.objects.all()]
    assert len(set(tokens)) == 2


def test_a_new_organisation_asks_for_the_number_again_and_it_must_be_the_same(
    client: Client, keys: Path
) -> None:
    one = member(Role.CASEWORKER)
    operations.identify_oneself(by=acting(one.user), number=number(), now=NOW)
    member(Role.CASEWORKER, user=one.user, code="0305")
    sign_in(client, one.user)
    assert "inte angivet för Håbo" in client.get("/konto/").content.decode()
    assert str(organisation("0305")) not in acting(one.user).identified_in
    with pytest.raises(IdentityDiffersError):
        operations.identify_oneself(by=acting(one.user), number=number(BO), now=NOW)
    assert IdentityToken.objects.count() == 1
    assert client.post(OWN, {"number": ANNA}).status_code == 302
    assert IdentityToken.objects.count() == 2


def test_a_manager_never_says_who_the_manager_is_nor_who_others_people_are(
    client: Client, keys: Path
) -> None:
    chief = member(Role.UNIT_MANAGER, "Cecilia Chef")
    sign_in(client, chief.user)
    elsewhere = member(Role.CASEWORKER, "Bo", unit=unit("Barn"))
    foreign = member(Role.CASEWORKER, "Främmande", code="0305")
    for who in (chief, elsewhere):
        for method in (client.get, client.post):
            assert method(f"{page_of(who.user)}identitet/").status_code == 403
    assert client.get(f"{page_of(foreign.user)}identitet/").status_code == 404
    assert client.get(f"{page_of(foreign.user, '0305')}identitet/").status_code == 404
    with pytest.raises(DeniedError):
        operations.identify(
            by=acting(chief.user),
            user=foreign.user.pk,
            organisation=organisation("0305"),
            number=number(),
            now=NOW,
        )
    assert not IdentityToken.objects.exists()


def test_guessing_numbers_is_stopped(client: Client, keys: Path) -> None:
    cache.clear()
    one = member(Role.CASEWORKER)
    operations.identify_oneself(by=acting(one.user), number=number(), now=NOW)
    sign_in(client, one.user)
    pages = [
        client.post(OWN, {"number": guess}).content.decode() for guess in personal_numbers()[1:13]
    ]
    assert "annat än det som redan är angivet" in pages[0]
    assert "För många försök" in pages[-1]


def test_an_invitation_that_is_refused_for_its_number_gives_no_role(keys: Path) -> None:
    chief, worker = member(Role.UNIT_MANAGER, "Cecilia"), member(Role.CASEWORKER, "Anna")
    operations.identify_oneself(by=acting(worker.user), number=number(), now=NOW)
    with pytest.raises(IdentityTakenError):
        operations.invite_identified(
            by=acting(chief.user),
            number=number(),
            email="annan@example.se",
            full_name="Annan",
            organisation=organisation(),
            unit=unit().pk,
            role=Role.CASEWORKER,
            valid_from=TODAY,
            valid_to=None,
            now=NOW,
        )
    assert Membership.objects.count() == 2
    assert list_of()


def test_a_manager_cannot_find_out_who_works_here_by_inviting_numbers(
    client: Client, keys: Path
) -> None:
    cache.clear()
    colleague = member(Role.CASEWORKER, "Anna Första")
    operations.identify_oneself(by=acting(colleague.user), number=number(), now=NOW)
    sign_in(client, member(Role.UNIT_MANAGER, "Cecilia Chef").user)
    place = f"caseworker:{unit().pk}"
    for other in personal_numbers()[1:4]:
        invite(client, place, email=f"{other[:8]}@example.se", number=other)
    pages = [invite(client, place, number=ANNA) for _ in range(11)]
    assert "Leta upp det kontot" in pages[9]
    assert "För många försök" in pages[10]
