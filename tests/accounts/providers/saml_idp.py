"""A SAML provider: metadata, and answers that it signs as it should, or as a test says."""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zlib import decompress

from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from tests.accounts.providers.keys import bare, certificate, private_pem

LOA2, LOA3 = (f"http://id.elegnamnden.se/loa/1.0/loa{n}" for n in (2, 3))
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


def stamp(moment: datetime) -> str:
    """A time as SAML writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Provider:
    """Its name and key, and who signs in there."""

    entity_id: str = "https://idp.example.se/metadata"
    address: str = "https://idp.example.se/sso"
    key: str = "saml"
    subject: str = "person-47"
    level: str = LOA3
    days: int = 365

    def metadata(self) -> str:
        """What the provider says of itself."""
        return (
            '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
            f' xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{self.entity_id}">'
            "<md:IDPSSODescriptor"
            ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>'
            f"{bare(certificate(self.key, self.days))}"
            "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
            f' Location="{self.address}"/></md:IDPSSODescriptor></md:EntityDescriptor>'
        )


@dataclass
class Asked:
    """A request as the provider reads it."""

    id: str
    answers_to: str
    audience: str
    state: str
    fresh: bool
    levels: list[str] = field(default_factory=list)


def read_request(address: str) -> Asked:
    """What a browser brought; the signature must be there."""
    query = parse_qs(urlsplit(address).query)
    assert query["Signature"]
    assert query["SigAlg"] == [SHA256]
    xml = decompress(base64.b64decode(query["SAMLRequest"][0]), -15)
    root = etree.fromstring(xml)
    names = {"saml": "urn:oasis:names:tc:SAML:2.0:assertion"}
    return Asked(
        id=root.get("ID"),
        answers_to=root.get("AssertionConsumerServiceURL"),
        audience=root.findtext("saml:Issuer", namespaces=names),
        state=query["RelayState"][0],
        fresh=root.get("ForceAuthn") == "true",
        levels=[node.text for node in root.iter(f"{{{names['saml']}}}AuthnContextClassRef")],
    )


@dataclass
class Answer:
    """The parts of an answer, each of which a test may spoil before it is signed."""

    provider: Provider
    asked: Asked
    issuer: str = ""
    audience: str = ""
    recipient: str = ""
    destination: str = ""
    in_response_to: str = ""
    subject: str = ""
    name_format: str = PERSISTENT
    level: str = ""
    begins: timedelta = timedelta(minutes=-1)
    ends: timedelta = timedelta(minutes=5)
    authenticated: timedelta = timedelta()
    conditions: str | None = None
    confirmation: str | None = None
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    attributes: str = ""
    assertion_id: str = field(default_factory=lambda: f"_{secrets.token_hex(16)}")
    response_id: str = field(default_factory=lambda: f"_{secrets.token_hex(16)}")
    key: str = ""
    signature: str = SHA256
    digest: str = DIGEST

    def assertion(self) -> str:
        """The assertion before it is signed."""
        now = datetime.now(UTC)
        asked, until = self.asked, stamp(now + self.ends)
        answered = self.in_response_to or asked.id
        confirmation = self.confirmation
        if confirmation is None:
            confirmation = (
                '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
                f'<saml:SubjectConfirmationData NotOnOrAfter="{until}"'
                f' Recipient="{self.recipient or asked.answers_to}" InResponseTo="{answered}"/>'
                "</saml:SubjectConfirmation>"
            )
        conditions = self.conditions
        if conditions is None:
            conditions = (
                f'<saml:Conditions NotBefore="{stamp(now + self.begins)}" NotOnOrAfter="{until}">'
                f"<saml:AudienceRestriction><saml:Audience>{self.audience or asked.audience}"
                "</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            )
        return (
            '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
            f' ID="{self.assertion_id}" Version="2.0" IssueInstant="{stamp(now)}">'
            f"<saml:Issuer>{self.issuer or self.provider.entity_id}</saml:Issuer>"
            f'<saml:Subject><saml:NameID Format="{self.name_format}">'
            f"{self.subject or self.provider.subject}</saml:NameID>{confirmation}</saml:Subject>"
            f"{conditions}"
            f'<saml:AuthnStatement AuthnInstant="{stamp(now + self.authenticated)}">'
            "<saml:AuthnContext><saml:AuthnContextClassRef>"
            f"{self.level or self.provider.level}</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement>{self.attributes}</saml:Assertion>"
        )

    def signed_assertion(self) -> str:
        """The assertion signed with the provider's key, or another."""
        return signed(self.assertion(), self.key or self.provider.key, self.signature, self.digest)

    def response(self, assertion: str | None = None) -> str:
        """The whole answer around an assertion."""
        now = stamp(datetime.now(UTC))
        return (
            '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
            ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
            f' ID="{self.response_id}" Version="2.0" IssueInstant="{now}"'
            f' Destination="{self.destination or self.asked.answers_to}"'
            f' InResponseTo="{self.in_response_to or self.asked.id}">'
            f"<saml:Issuer>{self.issuer or self.provider.entity_id}</saml:Issuer>"
            f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status>'
            f"{self.signed_assertion() if assertion is None else assertion}</samlp:Response>"
        )

    def form(self, response: str | None = None) -> dict[str, str]:
        """What the browser sends."""
        xml = self.response() if response is None else response
        return {
            "SAMLResponse": base64.b64encode(xml.encode()).decode(),
            "RelayState": self.asked.state,
        }


def signed(xml: str, key: str, signature: str = SHA256, digest: str = DIGEST) -> str:
    """An element with its signature in it."""
    made: bytes = OneLogin_Saml2_Utils.add_sign(
        xml, private_pem(key), certificate(key), False, signature, digest
    )
    return made.decode()
