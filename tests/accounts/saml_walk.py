"""Walking to a SAML service and back, for the tests."""

from typing import Any

from django.test import Client

from tests.accounts.providers.saml_idp import Answer, Provider, read_request
from tests.accounts.services import SAML, browser, is_out, refusals, set_out

ANSWER = f"/konto/tjanst/{SAML}/svar/"


def asked_of(client: Client, provider: Provider, **spoilt: Any) -> Answer:
    """The button is pressed; the answer that the provider would give, spoilt as told."""
    return Answer(provider, read_request(set_out(client, SAML)), **spoilt)


def send(client: Client, form: dict[str, str]) -> Any:
    """The form as a browser sends it from another site: without our cookies; then back."""
    answer = browser().post(ANSWER, form)
    return client.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def assert_refused(client: Client, form: dict[str, str], *codes: str) -> None:
    """A clear page, nobody signed in, a line in the log."""
    answer = send(client, form)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Du är inte inloggad genom tjänsten" in page
    assert is_out(client)
    assert len(refusals()) == 1
    assert refusals()[0] in codes
