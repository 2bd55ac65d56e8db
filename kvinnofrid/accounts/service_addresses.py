"""Our own addresses towards a sign-in service, and what a SAML service needs to know of us."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override

from kvinnofrid.accounts import service_secrets
from kvinnofrid.accounts.models import SignInService
from kvinnofrid.accounts.protocols import saml
from kvinnofrid.accounts.service_flow import Ours


def ours(request: HttpRequest, service: SignInService) -> Ours:
    """Our addresses towards the service, in the language that has no prefix."""
    scheme = "https" if settings.MODE == "production" else request.scheme
    base = f"{scheme}://{request.get_host()}"
    with override("sv"):
        named = {"slug": service.slug}
        return Ours(
            base + reverse("accounts:service_answer", kwargs=named),
            base + reverse("accounts:service_metadata", kwargs=named),
        )


def metadata_file(request: HttpRequest, service: SignInService) -> HttpResponse:
    """Our metadata towards one service, as a file."""
    us = ours(request, service)
    key, certificate = service_secrets.own_key()
    party = saml.Party(us.entity_id, us.answers_to, key, certificate, {})
    return HttpResponse(
        saml.our_metadata(party),
        content_type="application/samlmetadata+xml",
        headers={"Content-Disposition": f'attachment; filename="{service.slug}-metadata.xml"'},
    )
