"""Binding people to sign-in services, and confirming through them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts import operations
from kvinnofrid.accounts.models import (
    Invitation,
    ServiceIdentity,
    SignInService,
    User,
)
from kvinnofrid.accounts.operations.invitations import close, issue
from kvinnofrid.accounts.operations.memberships import leave_organisation
from kvinnofrid.accounts.queries import actor_of
from kvinnofrid.accounts.rules import Step
from tests.accounts.people import NOW, PASSWORD, member, organisation, sign_in, user
from tests.accounts.providers import openid, saml_idp
from tests.accounts.saml_walk import ANSWER as SAML_ANSWER
from tests.accounts.service_people import FRESH, index
from tests.accounts.services import (
    HOME,
    OIDC,
    SAML,
    browser,
    is_out,
    known,
    leaving,
    openid_service,
    refusals,
    saml_service,
    set_out,
)

pytestmark = pytest.mark.django_db


def invited() -> tuple[User, str]:
    """Somebody who has been invited to Uppsala and has not been here, and the link's secret."""
    who = member(Role.COORDINATOR, "Ny Person").user
    return who, issue(who, Invitation.Purpose.JOIN, by=None, now=NOW)


def test_an_invitation_is_accepted_through_a_service_and_binds(
    openid_provider: openid.Provider,
) -> None:
    openid_service(openid_provider)
    who, token = invited()
    client = browser()
    page = client.get(f"/konto/valkommen/{token}/").content.decode()
    assert "Fortsätt med Uppsala OIDC" in page
    address = leaving(client.post(f"/konto/valkommen/{token}/{OIDC}/"))
    answer = client.get(f"/konto/tjanst/{OIDC}/svar/", openid_provider.authorise(address))
    assert answer.status_code == 302
    assert "Ny Person" in client.get(HOME).content.decode()
    assert ServiceIdentity.objects.get().user == who
    assert client.get(f"/konto/valkommen/{token}/").status_code == 410
    again = browser()
    back = openid_provider.authorise(set_out(again, OIDC))
    assert again.get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 302


def test_an_invitation_is_accepted_through_saml(saml_provider: saml_idp.Provider) -> None:
    saml_service(saml_provider)
    who, token = invited()
    client = browser()
    asked = saml_idp.read_request(leaving(client.post(f"/konto/valkommen/{token}/{SAML}/")))
    answer = browser().post(SAML_ANSWER, saml_idp.Answer(saml_provider, asked).form())
    assert client.get(answer.headers["Location"]).status_code == 302
    assert ServiceIdentity.objects.get().user == who
    assert not is_out(client)


def test_an_invitation_that_is_used_meanwhile_or_too_weak_a_sign_in_binds_nobody(
    openid_provider: openid.Provider,
) -> None:
    openid_service(openid_provider)
    who, token = invited()
    client = browser()
    openid_provider.acr = ""
    address = leaving(client.post(f"/konto/valkommen/{token}/{OIDC}/"))
    back = openid_provider.authorise(address)
    assert client.get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 403
    openid_provider.acr = openid.LOA3
    address = leaving(client.post(f"/konto/valkommen/{token}/{OIDC}/"))
    operations.accept(token=token, password=PASSWORD, now=timezone.localtime())
    back = openid_provider.authorise(address)
    assert client.get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 403
    assert not ServiceIdentity.objects.exists()
    assert is_out(client)
    assert refusals() == ["level", "stale"]
    assert who.is_active


def test_a_person_of_a_service_is_one_user(openid_provider: openid.Provider) -> None:
    service = openid_service(openid_provider)
    before = known(service)
    _who, token = invited()
    client = browser()
    address = leaving(client.post(f"/konto/valkommen/{token}/{OIDC}/"))
    back = openid_provider.authorise(address)
    assert client.get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 403
    assert ServiceIdentity.objects.get() == before
    assert Invitation.objects.get(user=_who).used_at is None


def test_services_of_other_organisations_do_not_bind(
    openid_provider: openid.Provider, saml_provider: saml_idp.Provider
) -> None:
    openid_service(openid_provider, code="0330")
    saml_service(saml_provider, code="0330")
    who, token = invited()
    assert "Fortsätt med" not in browser().get(f"/konto/valkommen/{token}/").content.decode()
    assert browser().post(f"/konto/valkommen/{token}/{OIDC}/").status_code == 404
    client = browser()
    sign_in(client, who, *FRESH)
    assert client.get(f"/konto/koppla/{OIDC}/").status_code == 404


def test_one_links_a_service_to_the_own_account_after_the_second_factor(
    openid_provider: openid.Provider,
) -> None:
    openid_service(openid_provider)
    who = member(Role.COORDINATOR, user=user("Disa Dahl", password=PASSWORD)).user
    stale = browser()
    long_ago = (timezone.now() - timedelta(minutes=11)).timestamp()
    sign_in(stale, who, {"method": "password"}, {"method": "mfa", "at": long_ago})
    assert stale.get(f"/konto/koppla/{OIDC}/").status_code == 302
    client = browser()
    sign_in(client, who, *FRESH)
    assert f"/konto/koppla/{OIDC}/" in client.get(HOME).content.decode()
    address = leaving(client.post(f"/konto/koppla/{OIDC}/"))
    answer = client.get(f"/konto/tjanst/{OIDC}/svar/", openid_provider.authorise(address))
    assert answer.headers["Location"] == HOME
    identity = ServiceIdentity.objects.get()
    assert identity.user == who
    assert "Koppla från" in client.get(HOME).content.decode()
    assert stale.post(f"/konto/koppla-fran/{identity.pk}/").status_code == 302
    assert ServiceIdentity.objects.exists()
    assert client.post(f"/konto/koppla-fran/{identity.pk}/").status_code == 302
    assert not ServiceIdentity.objects.exists()


def test_the_only_way_in_and_another_persons_are_not_unlinked(
    openid_provider: openid.Provider,
) -> None:
    identity = known(openid_service(openid_provider))
    client, other = browser(), browser()
    sign_in(client, identity.user, *FRESH)
    sign_in(other, member(Role.COORDINATOR, "Bo Berg").user, *FRESH)
    for one in (client, other):
        assert one.post(f"/konto/koppla-fran/{identity.pk}/").status_code == 404
    assert "Koppla från" not in client.get(HOME).content.decode()


def test_a_link_binds_whoever_began_it_and_nobody_else(openid_provider: openid.Provider) -> None:
    openid_service(openid_provider)
    who = member(Role.COORDINATOR, user=user("Disa Dahl", password=PASSWORD)).user
    client = browser()
    sign_in(client, who, *FRESH)
    back = openid_provider.authorise(leaving(client.post(f"/konto/koppla/{OIDC}/")))
    assert browser().get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 403
    assert not ServiceIdentity.objects.exists()


def test_a_new_way_in_and_leaving_take_the_links_away(openid_provider: openid.Provider) -> None:
    service = openid_service(openid_provider)
    one = known(service)
    close(one.user)
    assert not ServiceIdentity.objects.exists()
    two = known(service, who=one.user)
    boss = member(Role.SYSTEM_ADMINISTRATOR, "Bo Berg")
    now = timezone.localtime()
    by = actor_of(boss.user, [Step("password", now), Step("mfa", now)])
    leave_organisation(by=by, user=two.user_id, organisation=organisation(), now=now)
    assert not ServiceIdentity.objects.exists()


def came_in(provider: openid.Provider) -> Client:
    """A browser that came in through the service a while ago."""
    client = browser()
    back = provider.authorise(set_out(client, OIDC))
    assert client.get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 302
    session = client.session
    for step in session["account_authentication_methods"]:
        step["at"] -= 700
    session.save()
    return client


def administrator_by_service(provider: openid.Provider) -> Client:
    service = openid_service(provider)
    known(service, who=member(Role.SYSTEM_ADMINISTRATOR, "Anna Ek").user)
    return came_in(provider)


def test_what_asks_for_the_second_factor_again_is_confirmed_at_the_service(
    openid_provider: openid.Provider,
) -> None:
    client = administrator_by_service(openid_provider)
    there = client.get(index()).headers["Location"]
    assert there.startswith("/konto/bekrafta/tjanst/?next=")
    assert "Bekräfta med Uppsala OIDC" in client.get(there).content.decode()
    address = leaving(client.post("/konto/bekrafta/tjanst/", {"next": index()}))
    assert "prompt=login" in address
    assert "max_age=0" in address
    answer = client.get(f"/konto/tjanst/{OIDC}/svar/", openid_provider.authorise(address))
    assert answer.headers["Location"] == index()
    assert client.get(index()).status_code == 200


def test_a_service_that_does_not_ask_the_person_again_confirms_nothing(
    openid_provider: openid.Provider,
) -> None:
    client = administrator_by_service(openid_provider)
    for spoil in (
        lambda claims: claims.update(auth_time=claims["auth_time"] - 3600),
        lambda claims: claims.pop("auth_time"),
    ):
        openid_provider.change = spoil
        address = leaving(client.post("/konto/bekrafta/tjanst/"))
        back = openid_provider.authorise(address)
        assert client.get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 403
        assert client.get(index()).status_code == 302
    assert refusals() == ["stale", "stale"]


def test_another_person_of_the_service_confirms_nothing(openid_provider: openid.Provider) -> None:
    client = administrator_by_service(openid_provider)
    known(SignInService.objects.get(), "person-48")
    openid_provider.subject = "person-48"
    address = leaving(client.post("/konto/bekrafta/tjanst/"))
    back = openid_provider.authorise(address)
    assert client.get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 403
    assert client.get(index()).status_code == 302


def test_who_did_not_come_by_a_service_does_not_confirm_by_one(
    openid_provider: openid.Provider,
) -> None:
    identity = known(openid_service(openid_provider))
    client = browser()
    sign_in(client, identity.user)
    assert client.get("/konto/bekrafta/tjanst/").status_code == 404
