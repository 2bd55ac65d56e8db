"""XML that means one thing to who checks it and another to who reads it, or harms the reader."""

import re
from collections.abc import Callable

import pytest
import xmlsec
from lxml import etree

from kvinnofrid.accounts.service_secrets import own_key
from tests.accounts.providers.saml_idp import Answer, Provider, signed
from tests.accounts.saml_walk import asked_of, assert_refused, send
from tests.accounts.services import browser, known, refusals, saml_service

pytestmark = pytest.mark.django_db

Attack = Callable[[Answer], str]


def evil(answer: Answer) -> str:
    """An assertion that nobody has signed, about somebody known."""
    return Answer(
        answer.provider, answer.asked, subject="person-47", assertion_id="_evil"
    ).assertion()


def unsigned(answer: Answer) -> str:
    return answer.response(answer.assertion())


def only_the_message_signed(answer: Answer) -> str:
    """Well signed, but not where it counts: the organisation wants the assertion signed."""
    return signed(answer.response(answer.assertion()), answer.provider.key)


def altered(answer: Answer) -> str:
    return answer.response(answer.signed_assertion().replace("stranger-1", "person-47"))


def signature_taken_away(answer: Answer) -> str:
    return answer.response(
        re.sub(r"<ds:Signature.*</ds:Signature>", "", answer.signed_assertion(), flags=re.DOTALL)
    )


def evil_before(answer: Answer) -> str:
    return answer.response(evil(answer) + answer.signed_assertion())


def evil_after(answer: Answer) -> str:
    return answer.response(answer.signed_assertion() + evil(answer))


def signed_within_evil(answer: Answer) -> str:
    """The evil assertion holds the signed one."""
    inner = answer.signed_assertion()
    return answer.response(evil(answer).replace("</saml:Assertion>", f"{inner}</saml:Assertion>"))


def signature_moved_with_the_signed_in_an_object(answer: Answer) -> str:
    """The evil assertion bears the signature, whose object holds what was signed."""
    whole = answer.signed_assertion()
    found = re.search(r"<ds:Signature.*</ds:Signature>", whole, flags=re.DOTALL)
    assert found is not None
    bare = whole.replace(found.group(), "")
    moved = found.group().replace(
        "</ds:Signature>", f"<ds:Object>{bare}</ds:Object></ds:Signature>"
    )
    return answer.response(evil(answer).replace("</saml:Issuer>", f"</saml:Issuer>{moved}", 1))


def signed_in_extensions(answer: Answer) -> str:
    """What was signed hides in the extensions of the message."""
    whole = answer.response(evil(answer))
    hidden = f"<samlp:Extensions>{answer.signed_assertion()}</samlp:Extensions>"
    return whole.replace("<samlp:Status>", f"{hidden}<samlp:Status>")


def same_name_twice(answer: Answer) -> str:
    """Both have the same ID: which one was meant?"""
    twin = Answer(
        answer.provider, answer.asked, subject="person-47", assertion_id=answer.assertion_id
    ).assertion()
    return answer.response(twin + answer.signed_assertion())


def signature_of_the_other_on_evil(answer: Answer) -> str:
    """The signature is copied to an evil assertion of the same ID."""
    found = re.search(r"<ds:Signature.*</ds:Signature>", answer.signed_assertion(), flags=re.DOTALL)
    assert found is not None
    twin = Answer(
        answer.provider, answer.asked, subject="person-47", assertion_id=answer.assertion_id
    ).assertion()
    return answer.response(twin.replace("</saml:Issuer>", f"</saml:Issuer>{found.group()}", 1))


def whole_answer_within_a_signature(answer: Answer) -> str:
    """The signed message lies in an object within the signature of an evil one."""
    good = signed(answer.response(), answer.provider.key)
    found = re.search(r"<ds:Signature.*?</ds:Signature>", good, flags=re.DOTALL)
    assert found is not None
    inner = good.replace(found.group(), "", 1)
    moved = found.group().replace(
        "</ds:Signature>", f"<ds:Object>{inner}</ds:Object></ds:Signature>"
    )
    bad = Answer(answer.provider, answer.asked, response_id="_evil").response(evil(answer))
    return bad.replace("</saml:Issuer>", f"</saml:Issuer>{moved}", 1)


def signed_by_whoever(answer: Answer) -> str:
    """Signed with a key that the signature itself brings."""
    return answer.response(signed(evil(answer), "stranger"))


WRAPPED: list[Attack] = [
    unsigned,
    only_the_message_signed,
    altered,
    signature_taken_away,
    evil_before,
    evil_after,
    signed_within_evil,
    signature_moved_with_the_signed_in_an_object,
    signed_in_extensions,
    same_name_twice,
    signature_of_the_other_on_evil,
    whole_answer_within_a_signature,
    signed_by_whoever,
]


@pytest.mark.parametrize("attack", WRAPPED, ids=lambda attack: attack.__name__)
def test_what_is_not_signed_or_wrapped_around_what_is_signs_nobody_in(
    saml_provider: Provider, attack: Attack
) -> None:
    """The attacker has a good signature about an account of their own, and wants another's."""
    known(saml_service(saml_provider))
    client = browser()
    answer = asked_of(client, saml_provider, subject="stranger-1")
    xml = attack(answer)
    etree.fromstring(xml.encode())  # well formed: the refusal is not for that
    assert_refused(client, answer.form(xml), "wrapped", "unsigned", "signature", "format")


BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(
        f"<!ENTITY {chr(98 + n)} '{'&' + chr(97 + n) + ';':s}{('&' + chr(97 + n) + ';') * 9}'>"
        for n in range(9)
    )
    + "]>"
)
XML: dict[str, Callable[[str], str]] = {
    "billion laughs": lambda xml: BOMB + xml.replace("person-47", "&j;"),
    "a file of the server": lambda xml: (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + xml.replace("person-47", "&f;")
    ),
    "a type from elsewhere": lambda xml: '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">' + xml,
    "an empty type": lambda xml: "<!DOCTYPE x>" + xml,
    "no XML": lambda _xml: "hello",
    "nothing": lambda _xml: "",
    "deep": lambda _xml: "<a>" * 20_000 + "</a>" * 20_000,
    "another element": lambda _xml: "<x/>",
    "a request in place of an answer": lambda _xml: (
        '<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>'
    ),
}


@pytest.mark.parametrize("how", XML)
def test_harmful_xml_is_refused_before_it_is_read(saml_provider: Provider, how: str) -> None:
    known(saml_service(saml_provider))
    client = browser()
    answer = asked_of(client, saml_provider)
    assert_refused(client, answer.form(XML[how](answer.response())), "format")


def test_encrypted_answers_are_opened_and_checked_like_others(saml_provider: Provider) -> None:
    """Encrypting is no signing: what anybody can encrypt for us must be signed all the same."""
    known(saml_service(saml_provider))
    certificate = own_key()[1]
    for assertion, status in (("signed", 302), ("unsigned", 403), ("comment", 403)):
        client = browser()
        subject = "person-47<!-- -->.evil" if assertion == "comment" else ""
        answer = asked_of(client, saml_provider, subject=subject)
        plain = answer.assertion() if assertion == "unsigned" else answer.signed_assertion()
        sealed = encrypted(plain, certificate)
        assert send(client, answer.form(answer.response(sealed))).status_code == status, assertion
    assert refusals() == ["unsigned", "unknown"]


def encrypted(assertion: str, certificate: str) -> str:
    """An assertion that only the holder of the certificate's key can read."""
    manager = xmlsec.KeysManager()
    manager.add_key(
        xmlsec.Key.from_memory(certificate.encode(), xmlsec.constants.KeyDataFormatCertPem)
    )
    outer = etree.fromstring(
        '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>'
    )
    data = xmlsec.template.encrypted_data_create(
        outer, xmlsec.constants.TransformAes256Cbc, type=xmlsec.constants.TypeEncElement, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="dsig")
    key = xmlsec.template.add_encrypted_key(info, xmlsec.constants.TransformRsaOaep)
    xmlsec.template.encrypted_data_ensure_cipher_value(key)
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(
        xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession
    )
    outer.append(context.encrypt_xml(data, etree.fromstring(assertion)))
    return str(etree.tostring(outer, encoding="unicode"))
