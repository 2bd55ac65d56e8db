"""SAML 2.0: requests and answers. Signatures and structure are python3-saml's to check.

What that library lets pass when it is left out (destination, recipient, audience, times and the
request that is answered) is demanded here, sign by sign.
"""

import base64
import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError as Fault
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from kvinnofrid.accounts.protocols.answers import (
    Answer,
    AnswerRefusedError,
    Refusal,
    checked_subject,
)
from kvinnofrid.accounts.protocols.xml import checked_xml, has_comments

logger = logging.getLogger(__name__)

MOST_ANSWER = 200_000
"""Characters of an answer as it is sent; real ones have some ten thousand."""
SLACK = timedelta(minutes=5)
"""How far two clocks may differ, as in the library."""

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
NAMES = {"saml": SAML, "samlp": PROTOCOL}


@dataclass(frozen=True, slots=True)
class Party:
    """We and one service: `idp` is what its metadata says, `answers_to` our address for answers."""

    entity_id: str
    answers_to: str
    key: str
    certificate: str
    idp: Mapping[str, Any]
    subject_name: str = ""
    level_name: str = ""


def _settings(party: Party, levels: Sequence[str] = ()) -> OneLogin_Saml2_Settings:
    return OneLogin_Saml2_Settings({**_basics(party, levels), "idp": dict(party.idp)})


def _basics(party: Party, levels: Sequence[str] = ()) -> dict[str, Any]:
    """Strict, signed with what is not broken, and ourselves."""
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": party.entity_id,
            "assertionConsumerService": {"url": party.answers_to, "binding": POST},
            "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            "privateKey": party.key,
            "x509cert": party.certificate,
        },
        "security": {
            "authnRequestsSigned": True,
            "wantAssertionsSigned": True,
            "wantNameId": False,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
            "requestedAuthnContext": list(levels) or False,
            "requestedAuthnContextComparison": "exact",
            "allowSingleLabelDomains": True,
        },
    }


def _request_data(party: Party, **post: str) -> dict[str, Any]:
    """Our address for answers as the library wants it: never what the request says of itself."""
    address = urlsplit(party.answers_to)
    return {
        "https": "on" if address.scheme == "https" else "off",
        "http_host": address.netloc,
        "script_name": address.path,
        "get_data": {},
        "post_data": post,
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: where the browser goes with it, and the id that the answer must name."""

    address: str
    id: str


def ask(party: Party, *, state: str, levels: Sequence[str], fresh: bool) -> Asked:
    """A signed request; `fresh` asks the service to let the person sign in anew."""
    auth = OneLogin_Saml2_Auth(_request_data(party), _settings(party, levels))
    address = auth.login(return_to=state, force_authn=fresh, set_nameid_policy=False)
    return Asked(str(address), str(auth.get_last_request_id()))


def our_metadata(party: Party) -> bytes:
    """What the service needs to know of us, who need to know nothing of it for that."""
    made = OneLogin_Saml2_Settings(
        {**_basics(party), "idp": {}}, sp_validation_only=True
    ).get_sp_metadata()
    return made.encode() if isinstance(made, str) else bytes(made)


def read(party: Party, sent: str, *, request_id: str, now: datetime) -> Answer:
    """What an answer vouches for. Raises AnswerRefusedError."""
    if len(sent) > MOST_ANSWER:
        raise AnswerRefusedError(Refusal.TOO_BIG)
    try:
        content = base64.b64decode(sent, validate=True)
    except ValueError:
        raise AnswerRefusedError(Refusal.FORMAT) from None
    if has_comments(checked_xml(content)):
        raise AnswerRefusedError(Refusal.COMMENT)
    try:
        response = OneLogin_Saml2_Response(_settings(party), sent)
        _demanded_of_the_message(response.document, party, request_id)
        response.is_valid(_request_data(party), request_id=request_id, raise_exceptions=True)
        document = response.get_xml_document()
        return _answer(document, response, party, request_id, now)
    except AnswerRefusedError:
        raise
    except Fault as error:
        raise AnswerRefusedError(_REASONS.get(error.code, Refusal.FORMAT)) from None
    except Exception as error:  # whatever a stranger's XML makes the library trip on
        logger.warning("an answer could not be read: %s", type(error).__name__)
        raise AnswerRefusedError(Refusal.FORMAT) from None


def _demanded_of_the_message(document: Any, party: Party, request_id: str) -> None:
    if document.tag != f"{{{PROTOCOL}}}Response":
        raise AnswerRefusedError(Refusal.FORMAT)
    if document.get("InResponseTo") != request_id:
        raise AnswerRefusedError(Refusal.UNASKED)
    if document.get("Destination") != party.answers_to:
        raise AnswerRefusedError(Refusal.RECIPIENT)
    if len(document.findall(f".//{{{SAML}}}Assertion")) > 1:
        raise AnswerRefusedError(Refusal.WRAPPED)


def _answer(
    document: Any, response: OneLogin_Saml2_Response, party: Party, request_id: str, now: datetime
) -> Answer:
    """The signed assertion's content, when the library has found the signature to cover it."""
    assertions = document.findall(f"{{{SAML}}}Assertion")
    if len(assertions) != 1 or len(document.findall(f".//{{{SAML}}}Assertion")) != 1:
        raise AnswerRefusedError(Refusal.WRAPPED)
    assertion = assertions[0]
    _demanded_of_the_assertion(assertion, party, request_id, now)
    statement = assertion.find("saml:AuthnStatement", NAMES)
    attributes = response.get_attributes()
    return Answer(
        subject=checked_subject(_subject(assertion, attributes, party.subject_name)),
        levels=_levels(statement, attributes, party.level_name),
        id=hashlib.sha256(str(assertion.get("ID")).encode()).hexdigest(),
        authenticated_at=_time(statement.get("AuthnInstant")),
    )


def _demanded_of_the_assertion(
    assertion: Any, party: Party, request_id: str, now: datetime
) -> None:
    if _text(assertion.find("saml:Issuer", NAMES)) != party.idp["entityId"]:
        raise AnswerRefusedError(Refusal.ISSUER)
    conditions = assertion.find("saml:Conditions", NAMES)
    restrictions = conditions.findall("saml:AudienceRestriction", NAMES)
    for one in restrictions:  # all of them must name us
        if party.entity_id not in [_text(a) for a in one.findall("saml:Audience", NAMES)]:
            raise AnswerRefusedError(Refusal.AUDIENCE)
    if not restrictions:
        raise AnswerRefusedError(Refusal.AUDIENCE)
    _within(conditions.get("NotOnOrAfter"), conditions.get("NotBefore"), now)
    for given in assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMES):
        data = given.find("saml:SubjectConfirmationData", NAMES)
        if given.get("Method") != BEARER or data is None:
            continue
        if data.get("Recipient") != party.answers_to:
            raise AnswerRefusedError(Refusal.RECIPIENT)
        if data.get("InResponseTo") != request_id:
            raise AnswerRefusedError(Refusal.UNASKED)
        _within(data.get("NotOnOrAfter"), data.get("NotBefore"), now)
        return
    raise AnswerRefusedError(Refusal.RECIPIENT)


def _within(until: str | None, first: str | None, now: datetime) -> None:
    """Within the period, which must have an end. Raises AnswerRefusedError."""
    end, begin = _time(until), _time(first)
    if end is None or now >= end + SLACK:
        raise AnswerRefusedError(Refusal.EXPIRED)
    if begin is not None and now < begin - SLACK:
        raise AnswerRefusedError(Refusal.NOT_YET)


def _time(text: str | None) -> datetime | None:
    if not text:
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise AnswerRefusedError(Refusal.FORMAT)
    return found


def _text(node: Any) -> str:
    return "" if node is None else str(node.text or "").strip()


def _subject(assertion: Any, attributes: Mapping[str, list[Any]], name: str) -> str:
    if name:
        values = attributes.get(name, [])
        if len(values) != 1:
            raise AnswerRefusedError(Refusal.SUBJECT)
        return str(values[0])
    found = assertion.find("saml:Subject/saml:NameID", NAMES)
    if found is None or found.get("Format") == TRANSIENT:
        raise AnswerRefusedError(Refusal.SUBJECT)
    return _text(found)


def _levels(statement: Any, attributes: Mapping[str, list[Any]], name: str) -> tuple[str, ...]:
    if name:
        return tuple(value for value in attributes.get(name, []) if isinstance(value, str))
    found = statement.findall("saml:AuthnContext/saml:AuthnContextClassRef", NAMES)
    return tuple(_text(one) for one in found)


_REASONS: dict[int, Refusal] = {
    Fault.STATUS_CODE_IS_NOT_SUCCESS: Refusal.TURNED_DOWN,
    Fault.WRONG_INRESPONSETO: Refusal.UNASKED,
    Fault.ASSERTION_TOO_EARLY: Refusal.NOT_YET,
    Fault.ASSERTION_EXPIRED: Refusal.EXPIRED,
    Fault.SESSION_EXPIRED: Refusal.EXPIRED,
    Fault.WRONG_DESTINATION: Refusal.RECIPIENT,
    Fault.EMPTY_DESTINATION: Refusal.RECIPIENT,
    Fault.WRONG_SUBJECTCONFIRMATION: Refusal.RECIPIENT,
    Fault.WRONG_AUDIENCE: Refusal.AUDIENCE,
    Fault.WRONG_ISSUER: Refusal.ISSUER,
    Fault.ISSUER_MULTIPLE_IN_RESPONSE: Refusal.ISSUER,
    Fault.ISSUER_NOT_FOUND_IN_ASSERTION: Refusal.ISSUER,
    Fault.NO_SIGNATURE_FOUND: Refusal.UNSIGNED,
    Fault.NO_SIGNED_ASSERTION: Refusal.UNSIGNED,
    Fault.INVALID_SIGNATURE: Refusal.SIGNATURE,
    Fault.DEPRECATED_SIGNATURE_METHOD: Refusal.ALGORITHM,
    Fault.DEPRECATED_DIGEST_METHOD: Refusal.ALGORITHM,
    Fault.WRONG_NUMBER_OF_ASSERTIONS: Refusal.WRAPPED,
    Fault.WRONG_SIGNED_ELEMENT: Refusal.WRAPPED,
    Fault.ID_NOT_FOUND_IN_SIGNED_ELEMENT: Refusal.WRAPPED,
    Fault.DUPLICATED_ID_IN_SIGNED_ELEMENTS: Refusal.WRAPPED,
    Fault.INVALID_SIGNED_ELEMENT: Refusal.WRAPPED,
    Fault.DUPLICATED_REFERENCE_IN_SIGNED_ELEMENTS: Refusal.WRAPPED,
    Fault.UNEXPECTED_SIGNED_ELEMENTS: Refusal.WRAPPED,
    Fault.WRONG_NUMBER_OF_SIGNATURES_IN_RESPONSE: Refusal.WRAPPED,
    Fault.WRONG_NUMBER_OF_SIGNATURES_IN_ASSERTION: Refusal.WRAPPED,
}
