"""Signing in by SAML: the good way, and every bad answer refused, said and logged."""

import base64
import re
from datetime import timedelta
from typing import Any

import pytest

from kvinnofrid.accounts.models import OrganisationSecurity, ServiceAttempt
from tests.accounts.people import organisation
from tests.accounts.providers.saml_idp import LOA2, Answer, Provider, read_request
from tests.accounts.saml_walk import ANSWER, asked_of, assert_refused, send
from tests.accounts.services import (
    HOME,
    SAML,
    WORK,
    browser,
    is_out,
    known,
    refusals,
    saml_service,
    set_out,
)

pytestmark = pytest.mark.django_db


def test_somebody_whom_the_service_knows_is_signed_in_with_its_level(
    saml_provider: Provider,
) -> None:
    known(saml_service(saml_provider))
    client = browser()
    answer = send(client, asked_of(client, saml_provider).form())
    assert answer.headers["Location"] == WORK
    assert "Disa Dahl" in client.get(HOME).content.decode()
    step = client.session["account_authentication_methods"][0]
    assert (step["method"], step["level"], step["service"]) == (
        "service",
        3,
        str(organisation()),
    )
    assert refusals() == []


def test_what_is_asked_for_names_the_levels_that_are_enough(saml_provider: Provider) -> None:
    saml_service(saml_provider)
    OrganisationSecurity.objects.create(organisation_id=organisation(), required_assurance=3)
    asked = read_request(set_out(browser(), SAML))
    assert asked.levels == [f"http://id.elegnamnden.se/loa/1.0/loa{n}" for n in (3, 4)]
    assert asked.answers_to == f"http://localhost{ANSWER}"
    assert not asked.fresh


def test_the_level_may_stay_unasked(saml_provider: Provider) -> None:
    saml_service(saml_provider, asks_for_level=False)
    assert read_request(set_out(browser(), SAML)).levels == []


def test_subject_and_level_may_come_as_attributes(saml_provider: Provider) -> None:
    known(saml_service(saml_provider, subject_name="uid", level_name="loa"), "anna")
    attributes = "".join(
        f'<saml:Attribute Name="{name}"><saml:AttributeValue>{value}</saml:AttributeValue>'
        "</saml:Attribute>"
        for name, value in (("uid", "anna"), ("loa", LOA2))
    )
    client = browser()
    form = asked_of(
        client,
        saml_provider,
        attributes=f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement>",
    ).form()
    assert send(client, form).status_code == 302
    assert client.session["account_authentication_methods"][0]["level"] == 2


MINUTES = timedelta(minutes=1)
SPOILT: dict[str, tuple[dict[str, Any], str]] = {
    "signed with another key": ({"key": "stranger"}, "signature"),
    "signed with SHA-1": (
        {"signature": "http://www.w3.org/2000/09/xmldsig#rsa-sha1"},
        "algorithm",
    ),
    "digest with SHA-1": ({"digest": "http://www.w3.org/2000/09/xmldsig#sha1"}, "algorithm"),
    "wrong issuer": ({"issuer": "https://evil.example"}, "issuer"),
    "wrong audience": ({"audience": "https://another.example"}, "audience"),
    "no audience": (
        {"conditions": '<saml:Conditions NotOnOrAfter="2999-01-01T00:00:00Z"/>'},
        "audience",
    ),
    "no conditions": ({"conditions": ""}, "format"),
    "wrong recipient": ({"recipient": "http://localhost/elsewhere/"}, "recipient"),
    "recipient that begins like ours": (
        {"recipient": f"http://localhost{ANSWER}more/"},
        "recipient",
    ),
    "no confirmation": ({"confirmation": ""}, "recipient"),
    "confirmation by a key we did not see": (
        {
            "confirmation": '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:'
            'holder-of-key"><saml:SubjectConfirmationData/></saml:SubjectConfirmation>'
        },
        "recipient",
    ),
    "confirmation without anything": (
        {
            "confirmation": '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:'
            'bearer"><saml:SubjectConfirmationData/></saml:SubjectConfirmation>'
        },
        "recipient",
    ),
    "wrong destination": ({"destination": "http://localhost/elsewhere/"}, "recipient"),
    "destination that begins like ours": (
        {"destination": f"http://localhost{ANSWER}more/"},
        "recipient",
    ),
    "answers another request": ({"in_response_to": "_another"}, "unasked"),
    "expired": ({"begins": -60 * MINUTES, "ends": -10 * MINUTES}, "expired"),
    "not yet valid": ({"begins": 10 * MINUTES, "ends": 20 * MINUTES}, "not_yet"),
    "a clock that jumped a year": (
        {"begins": timedelta(days=365), "ends": timedelta(days=366)},
        "not_yet",
    ),
    "a name for this time only": (
        {"name_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"},
        "subject",
    ),
    "a name that is too long": ({"subject": "x" * 300}, "subject"),
    "the service says no": (
        {"status": "urn:oasis:names:tc:SAML:2.0:status:Responder"},
        "turned_down",
    ),
    "level too low": ({"level": "http://id.elegnamnden.se/loa/1.0/loa1"}, "level"),
    "a password's level": (
        {"level": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
        "level",
    ),
    "somebody unknown": ({"subject": "somebody-else"}, "unknown"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_answer_signs_nobody_in(saml_provider: Provider, how: str) -> None:
    spoilt, code = SPOILT[how]
    known(saml_service(saml_provider))
    client = browser()
    assert_refused(client, asked_of(client, saml_provider, **spoilt).form(), code)


@pytest.mark.parametrize("between", ["<!-- -->", "<?x y?>", "<!--", "<![CDATA["])
@pytest.mark.parametrize("own", ["person-47.evil", "evil.person-47"])
def test_what_stands_between_the_lines_after_signing_is_refused(
    saml_provider: Provider, own: str, between: str
) -> None:
    """A signature does not cover comments, and some readers stop at them: whose name is left?"""
    known(saml_service(saml_provider))
    client = browser()
    answer = asked_of(client, saml_provider, subject=own)
    ends = {"<!--": "-->", "<![CDATA[": "]]>"}.get(between, "")
    spoilt = own.replace(".", f"{between}.{ends}") if ends else own.replace(".", f"{between}.")
    xml = answer.response().replace(own, spoilt)
    codes = ["unknown"] if between == "<![CDATA[" else ["comment", "signature"]
    assert_refused(client, answer.form(xml), *codes)


def test_an_answer_that_names_no_request_or_destination_is_refused(
    saml_provider: Provider,
) -> None:
    known(saml_service(saml_provider))
    for attribute, code in (("InResponseTo", "unasked"), ("Destination", "recipient")):
        client = browser()
        answer = asked_of(client, saml_provider)
        head, rest = answer.response().split("<saml:Issuer>", 1)
        without = re.sub(rf' {attribute}="[^"]*"', "", head)
        assert send(client, answer.form(f"{without}<saml:Issuer>{rest}")).status_code == 403
        assert is_out(client)
        assert refusals()[-1] == code


def test_utf_16_hides_no_document_type(saml_provider: Provider) -> None:
    known(saml_service(saml_provider))
    client = browser()
    answer = asked_of(client, saml_provider)
    hidden = ("<!DOCTYPE x [<!ENTITY f 'x'>]>" + answer.response()).encode("utf-16")
    form = answer.form() | {"SAMLResponse": base64.b64encode(hidden).decode()}
    assert_refused(client, form, "format")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("%%%", "format"),
        ("", "format"),
        ("QUFB" * 60_000, "too_big"),
        ("QUFB" * 200_000, "too_big"),
    ],
    ids=["no base64", "empty", "oversize", "oversize form"],
)
def test_nonsense_in_place_of_an_answer_is_refused(
    saml_provider: Provider, sent: str, code: str
) -> None:
    known(saml_service(saml_provider))
    client = browser()
    assert_refused(client, asked_of(client, saml_provider).form() | {"SAMLResponse": sent}, code)


def test_the_same_answer_counts_once(saml_provider: Provider) -> None:
    known(saml_service(saml_provider))
    client = browser()
    form = asked_of(client, saml_provider).form()
    first = browser().post(ANSWER, form)
    assert client.get(first.headers["Location"]).status_code == 302
    assert client.get(first.headers["Location"]).status_code == 403
    assert browser().post(ANSWER, form).status_code == 403
    session = client.session
    session["service_attempts"] = [str(ServiceAttempt.objects.get().pk)]
    session.save()
    assert client.get(first.headers["Location"]).status_code == 403
    assert refusals() == ["browser", "replayed", "replayed"]


def test_the_same_assertion_in_a_new_answer_is_refused(saml_provider: Provider) -> None:
    """Even a service that signs the same name twice does not sign two people in."""
    known(saml_service(saml_provider))
    first, second = browser(), browser()
    assert (
        send(first, asked_of(first, saml_provider, assertion_id="_one").form()).status_code == 302
    )
    assert_refused(second, asked_of(second, saml_provider, assertion_id="_one").form(), "replayed")


def test_an_answer_to_somebody_elses_request_is_refused(saml_provider: Provider) -> None:
    known(saml_service(saml_provider))
    attacker, victim = browser(), browser()
    answer = asked_of(attacker, saml_provider)
    assert_refused(victim, answer.form(), "browser")


def test_an_answer_with_the_state_of_another_request_is_refused(saml_provider: Provider) -> None:
    known(saml_service(saml_provider))
    one, two = browser(), browser()
    first, second = asked_of(one, saml_provider), asked_of(two, saml_provider)
    assert_refused(two, first.form() | {"RelayState": second.asked.state}, "unasked")


@pytest.mark.parametrize(
    ("state", "code"), [("", "unasked"), ("/om/", "state"), ("x" * 5000, "too_big")]
)
def test_an_answer_that_nobody_asked_for_is_refused(
    saml_provider: Provider, state: str, code: str
) -> None:
    """A service may not begin: then anybody could sign anybody else in."""
    known(saml_service(saml_provider))
    client = browser()
    form = asked_of(client, saml_provider).form() | {"RelayState": state}
    assert_refused(client, form, code)


def test_another_organisations_service_cannot_answer_for_this_one(
    saml_provider: Provider,
) -> None:
    known(saml_service(saml_provider))
    other = Provider("https://idp.other.example/metadata", "https://idp.other.example/sso", "other")
    saml_service(other, slug="knivsta", name="Knivsta", code="0330")
    client = browser()
    asked = read_request(set_out(client, SAML))
    assert browser().post(ANSWER, Answer(other, asked).form()).status_code == 403
    asked = read_request(set_out(client, SAML))
    posing = Answer(other, asked, issuer=saml_provider.entity_id)
    assert browser().post(ANSWER, posing.form()).status_code == 403
    asked = read_request(set_out(client, "knivsta"))
    assert browser().post(ANSWER, Answer(other, asked).form()).status_code == 403
    assert is_out(client)
    assert refusals() == ["issuer", "signature", "state"]


def test_an_address_is_no_answer_of_a_saml_service(saml_provider: Provider) -> None:
    saml_service(saml_provider)
    assert browser().get(ANSWER, {"state": "x", "code": "y"}).status_code == 403
    assert refusals() == ["unasked"]


def test_our_metadata_name_us_and_our_key_and_are_there_only_in_use(
    saml_provider: Provider,
) -> None:
    service = saml_service(saml_provider)
    answer = browser().get(f"/konto/tjanst/{SAML}/metadata/")
    xml = answer.content.decode()
    assert f'entityID="http://localhost/konto/tjanst/{SAML}/metadata/"' in xml
    assert f'Location="http://localhost{ANSWER}"' in xml
    assert 'AuthnRequestsSigned="true"' in xml
    assert "PRIVATE" not in xml
    service.active = False
    service.save()
    assert browser().get(f"/konto/tjanst/{SAML}/metadata/").status_code == 404
