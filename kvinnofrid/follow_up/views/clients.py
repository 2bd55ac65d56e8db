"""A client's page, the client's own fields, linked persons, and two records that become one."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kvinnofrid.access.roles import Role
from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.comparing import sent
from kvinnofrid.follow_up.form_pages import (
    FormPage,
    asking,
    form_page,
    key_of,
    writable,
)
from kvinnofrid.follow_up.forms import ClientForm, LinkedForm
from kvinnofrid.follow_up.models import LinkedPerson
from kvinnofrid.follow_up.operations import LinkedFacts, StaleEpisodeError
from kvinnofrid.follow_up.presenters import client_page, merge_page
from kvinnofrid.follow_up.presenters.head import head
from kvinnofrid.follow_up.rules import ImpossibleError
from kvinnofrid.follow_up.views.start import municipalities
from kvinnofrid.records.operations import Change
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.records.rules import Conflict, ProtectedIdentity
from kvinnofrid.web.drawing import language


@require_GET
def client(request: HttpRequest, client: uuid.UUID) -> HttpResponse:
    """A client with episodes and linked persons."""
    by = asking(request, "record.read")
    found = operations.read_client(
        client=client, by=by.by, now=by.now, contact="kontakt" in request.GET
    )
    page = client_page.page(found, on=by.today)
    manages = any(
        one.role is Role.UNIT_MANAGER and one.unit == found.client.unit for one in by.by.memberships
    )
    context = {"page": page, "head": page.head, "manages": manages}
    return render(request, "follow_up/client.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Change a client's own fields; compare when somebody else has saved since."""
    by = asking(request, "record.write")
    found = operations.read_client(client=client, by=by.by, now=by.now, contact=True).client
    top = writable(head(found))
    values = dict(found.values)
    initial = {
        **values,
        "safe_ways": values.get("safe_ways", "").split(","),
        "protection": found.protection.value,
        "version": found.version,
        "contact_needed": bool(found.protection and any(values.get(one) for one in CONTACT)),
    }
    form = ClientForm(sent(request), initial=initial)
    form.with_municipalities(municipalities(by))
    page = FormPage(_("Ändra uppgifter"), _("Spara"), top, back=top.address)

    def save(filled: ClientForm) -> str:
        saved = operations.change_client(
            client=client,
            version=filled.cleaned_data["version"] or 0,
            change=Change(
                filled.values(),
                ProtectedIdentity(filled.cleaned_data["protection"]),
                filled.cleaned_data["contact_needed"],
            ),
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        if isinstance(saved, Conflict):
            raise StaleEpisodeError
        return top.address

    return form_page(request, form, page, save)


CONTACT = ("phone", "email", "address")


@require_http_methods(["GET", "HEAD", "POST"])
def linked(
    request: HttpRequest, client: uuid.UUID, person: uuid.UUID | None = None
) -> HttpResponseBase:
    """Add a linked person, change one, or take one away."""
    by = asking(request, "record.write")
    found = operations.read_client(client=client, by=by.by, now=by.now)
    top = writable(head(found.client))
    here = next((one for one in found.linked if one.row.pk == person), None)
    if person is not None and here is None:
        raise RecordMissing
    initial = (
        {}
        if here is None
        else {
            **here.texts,
            "kind": here.row.kind,
            "protection": here.row.protected_identity,
            "version": here.row.version,
        }
    )
    form = LinkedForm(sent(request), initial=initial)

    def save(filled: LinkedForm) -> str:
        if request.POST.get("do") == "remove" and person is not None:
            operations.unlink(
                client=client, linked=person, by=by.by, now=by.now, key=key_of(filled)
            )
            return top.address
        given = filled.cleaned_data
        operations.save_linked(
            client=client,
            linked=person,
            version=given.get("version") or 0,
            facts=LinkedFacts(
                LinkedPerson.Kind(given["kind"]),
                given["name"],
                given["birth_year"],
                given["relation"],
                given["safe_warning"],
                given["identity_number"],
                ProtectedIdentity(given["protection"]),
            ),
            by=by.by,
            now=by.now,
            key=key_of(filled),
        )
        return top.address

    title = _("Kopplad person") if here is None else _("Ändra kopplad person")
    page = FormPage(title, _("Spara"), top, back=top.address)
    return form_page(request, form, page, save, removable=here is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, client: uuid.UUID) -> HttpResponseBase:
    """Choose another record of the same person, see what becomes of both, and make them one."""
    by = asking(request, "record.merge")
    found = operations.read_client(client=client, by=by.by, now=by.now).client
    top = writable(head(found))
    do, other = request.POST.get("do", ""), request.POST.get("other", "")
    wrong, preview = "", None
    try:
        if do == "merge":
            operations.merge(keep=client, gone=other, by=by.by, now=by.now)
            return redirect(top.address)
        if do == "preview" and other:
            preview = merge_page.page(
                operations.preview_merge(keep=client, gone=other, by=by.by, now=by.now)
            )
        elif do == "preview":
            wrong = _("Välj en av akterna.")
    except ImpossibleError as error:
        wrong = error.message(language())
    text = request.POST.get("q", "").strip()[:100]
    looked_for = text or str(found.values.get("name", ""))
    hits = None
    if looked_for and preview is None:
        hits = operations.search(text=looked_for, by=by.by, now=by.now, most=50)
    context = {
        "page": FormPage(
            _("Slå ihop två akter"),
            "",
            top,
            lead=_("För den som har fått två akter på samma enhet. Den här akten behålls."),
            back=top.address,
        ),
        "text": text,
        "searched": bool(text),
        "candidates": merge_page.candidates(hits.lines if hits else (), but=str(client)),
        "preview": preview,
        "wrong": wrong,
    }
    return render(request, "follow_up/merge.html", context, status=422 if wrong else 200)
