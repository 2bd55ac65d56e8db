"""The page where the data protection papers are taken out."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kvinnofrid.access.values import Organisation
from kvinnofrid.accounts.permissions import places_for, require, require_first
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.privacy import operations, presenters
from kvinnofrid.privacy.queries import UnknownOrganisationError
from kvinnofrid.web.files import CONTENT_TYPES

ACTION = "system.privacy_papers"


@require_GET
def start(request: HttpRequest) -> HttpResponseBase:
    """To the papers of the one organisation that one works in, or a choice between them."""
    actor, now = actor_for(request), timezone.localtime()
    places = places_for(actor, ACTION, now=now)
    require_first(request, ACTION, places, now=now)
    links = presenters.places(places, on=now.date())
    if len(links) == 1:
        return redirect(links[0].address)
    return render(request, "privacy/start.html", {"links": links})


@require_GET
def overview(request: HttpRequest, organisation: int) -> HttpResponse:
    """The papers, what each is for, and what is left to fill in."""
    now = timezone.localtime()
    require(request, ACTION, Organisation(str(organisation)), now=now)
    try:
        found = operations.papers_of(str(organisation), today=now.date())
    except UnknownOrganisationError as error:
        raise Http404 from error
    page = presenters.overview(str(organisation), found, on=now.date())
    return render(request, "privacy/overview.html", {"page": page})


@require_GET
def download(request: HttpRequest, organisation: int, name: str, form: str) -> HttpResponse:
    """One paper as a file; that it was taken out is logged."""
    now = timezone.localtime()
    require(request, ACTION, Organisation(str(organisation)), now=now)
    try:
        content = operations.take_out(
            organisation=str(organisation),
            name=name,
            form=form,
            by=actor_for(request).id,
            today=now.date(),
            now=now,
        )
    except (UnknownOrganisationError, LookupError) as error:
        raise Http404 from error
    disposition = f'attachment; filename="{name}-{now.date().isoformat()}.{form}"'
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[form],
        headers={"Content-Disposition": disposition},
    )
