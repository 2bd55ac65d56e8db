"""The metadata of a SAML service: what it says of itself, read once when it is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from kvinnofrid.accounts.protocols.answers import AnswerRefusedError, Refusal
from kvinnofrid.accounts.protocols.xml import checked_xml

MOST_METADATA = 2_000_000
"""Bytes of metadata: one organisation's own, or a small federation's."""
SMALLEST_KEY = 2048
DESCRIPTOR = "{urn:oasis:names:tc:SAML:2.0:metadata}EntityDescriptor"
IDP = "{urn:oasis:names:tc:SAML:2.0:metadata}IDPSSODescriptor"


def entities(xml: str) -> list[str]:
    """The names of the services that the metadata describes. Raises AnswerRefusedError."""
    root = _parsed(xml)
    return [str(one.get("entityID")) for one in root.iter(DESCRIPTOR) if one.find(IDP) is not None]


def _parsed(xml: str) -> Any:
    content = xml.encode()
    if len(content) > MOST_METADATA:
        raise AnswerRefusedError(Refusal.TOO_BIG)
    return checked_xml(content)


def idp_of(xml: str, entity_id: str) -> dict[str, Any]:
    """What the library needs to know of a service. Raises AnswerRefusedError."""
    _parsed(xml)
    try:
        found = OneLogin_Saml2_IdPMetadataParser.parse(xml.encode(), entity_id=entity_id)
    except Exception:  # whatever strange metadata makes the library trip on
        raise AnswerRefusedError(Refusal.FORMAT) from None
    idp: dict[str, Any] = found.get("idp", {})
    idp.pop("singleLogoutService", None)
    address = idp.get("singleSignOnService", {}).get("url")
    if idp.get("entityId") != entity_id or not address or not certificates(idp):
        raise AnswerRefusedError(Refusal.SETTINGS)
    return idp


def certificates(idp: dict[str, Any]) -> list[str]:
    """The certificates whose keys sign answers, as base64 without frame."""
    several = idp.get("x509certMulti", {}).get("signing", [])
    return list(several) or [one for one in [idp.get("x509cert")] if one]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs answers: how long its certificate holds, and whether it is strong enough."""

    until: datetime
    strong: bool


def signing_keys(idp: dict[str, Any]) -> list[SigningKey]:
    """The keys in the metadata. Raises AnswerRefusedError for what is no certificate."""
    found = []
    for one in certificates(idp):
        framed = f"-----BEGIN CERTIFICATE-----\n{one.strip()}\n-----END CERTIFICATE-----\n"
        try:
            certificate = x509.load_pem_x509_certificate(framed.encode())
            key = certificate.public_key()
        except Exception:  # what is no certificate fails in many ways
            raise AnswerRefusedError(Refusal.SETTINGS) from None
        strong = not isinstance(key, RSAPublicKey) or key.key_size >= SMALLEST_KEY
        found.append(SigningKey(certificate.not_valid_after_utc, strong))
    return found
