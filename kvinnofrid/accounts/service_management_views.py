"""Pages where administrators set up their organisation's sign-in services, two together."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from kvinnofrid.access.values import Organisation
from kvinnofrid.accounts import service_checks as checks
from kvinnofrid.accounts import service_presenters as presenters
from kvinnofrid.accounts import service_queries as queries
from kvinnofrid.accounts.models import SignInService
from kvinnofrid.accounts.operations import AccountChangeError, services
from kvinnofrid.accounts.permissions import require
from kvinnofrid.accounts.queries import actor_for
from kvinnofrid.accounts.service_addresses import metadata_file, ours
from kvinnofrid.accounts.service_forms import NewServiceForm, OidcForm, PresentForm, SamlForm
from kvinnofrid.accounts.service_rules import Settings, settings_of

SettingsForm = OidcForm | SamlForm


def _may(request: HttpRequest, organisation: int) -> None:
    place = Organisation(str(organisation))
    require(request, services.MANAGE, place, now=timezone.localtime())


def _found(organisation: int, service: UUID) -> SignInService:
    found = queries.service_of(organisation, service)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, organisation: int) -> HttpResponseBase:
    """The organisation's services, and a form for one more."""
    _may(request, organisation)
    now = timezone.localtime()
    form = NewServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin_service(
                by=actor_for(request),
                organisation=organisation,
                listed=False,
                now=now,
                **form.cleaned_data,
            )
            return redirect("accounts:service", organisation=organisation, service=made.pk)
        except AccountChangeError as error:
            form.add_error("slug", str(error))
    context = {
        "form": form,
        "organisation": organisation,
        "lines": presenters.service_lines(organisation),
        "demands": queries.demands_of(organisation),
        "place": presenters.place_name(organisation, on=now.date()),
    }
    return render(request, "accounts/services.html", context)


@sensitive_post_parameters("client_secret")
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, organisation: int, service: UUID) -> HttpResponseBase:
    """One service: its settings, what is proposed, the check, and who is known by it."""
    _may(request, organisation)
    found = _found(organisation, service)
    do = request.POST.get("do", "")
    current = settings_of(found.proposed or found.settings)
    form = _form(found, current, request if do == "propose" else None)
    present = PresentForm(
        request.POST if do == "present" else None,
        initial={"name": found.name, "listed": found.listed},
    )
    findings: list[checks.Finding] = []
    mistake = ""
    if request.method == "POST":
        try:
            if do in {"check", "approve"}:
                findings = checks.check(found, current, now=timezone.localtime())
            if do not in {"check", *_ACTS}:
                raise Http404
            if do != "check" and _ACTS[do](request, found, form, present, findings):
                return redirect("accounts:service", organisation=organisation, service=service)
        except AccountChangeError as error:
            mistake = str(error)
    context = {
        "page": presenters.service_page(actor_for(request), found, now=timezone.localtime()),
        "ours": ours(request, found),
        "form": form,
        "present": present,
        "points": presenters.points(findings),
        "mistake": mistake,
    }
    return render(request, "accounts/service.html", context)


def _form(service: SignInService, current: Settings, request: HttpRequest | None) -> SettingsForm:
    kind: type[SettingsForm] = (
        OidcForm if service.protocol == SignInService.Protocol.OIDC else SamlForm
    )
    initial = kind.initial_of(current)
    if request is None:
        return kind(initial=initial)
    return kind(request.POST, request.FILES, initial=initial)


_Act = Callable[[HttpRequest, SignInService, SettingsForm, PresentForm, list[checks.Finding]], bool]


def _propose(
    request: HttpRequest,
    service: SignInService,
    form: SettingsForm,
    _present: PresentForm,
    _findings: list[checks.Finding],
) -> bool:
    if not form.is_valid():
        return False
    before = settings_of(service.proposed or service.settings)
    services.propose_settings(
        by=actor_for(request),
        service=service.pk,
        settings=checks.asked_anew(form.settings(before), service.protocol),
        client_secret=form.secret(),
        now=timezone.localtime(),
    )
    return True


def _do_present(
    request: HttpRequest,
    service: SignInService,
    _form: SettingsForm,
    present: PresentForm,
    _findings: list[checks.Finding],
) -> bool:
    if not present.is_valid():
        return False
    services.present_service(
        by=actor_for(request), service=service.pk, now=timezone.localtime(), **present.cleaned_data
    )
    return True


def _approve(
    request: HttpRequest,
    service: SignInService,
    _form: SettingsForm,
    _present: PresentForm,
    findings: list[checks.Finding],
) -> bool:
    """Only what passes the check comes into force."""
    if not checks.passes(findings):
        return False
    services.approve_settings(
        by=actor_for(request),
        service=service.pk,
        expected=request.POST.get("digest", ""),
        now=timezone.localtime(),
    )
    return True


def _withdraw(
    request: HttpRequest,
    service: SignInService,
    _form: SettingsForm,
    _present: PresentForm,
    _findings: list[checks.Finding],
) -> bool:
    services.withdraw_settings(by=actor_for(request), service=service.pk, now=timezone.localtime())
    return True


def _close(
    request: HttpRequest,
    service: SignInService,
    _form: SettingsForm,
    _present: PresentForm,
    _findings: list[checks.Finding],
) -> bool:
    services.close_service(by=actor_for(request), service=service.pk, now=timezone.localtime())
    return True


_ACTS: dict[str, _Act] = {
    "propose": _propose,
    "present": _do_present,
    "approve": _approve,
    "withdraw": _withdraw,
    "close": _close,
}


@require_GET
def metadata(request: HttpRequest, organisation: int, service: UUID) -> HttpResponseBase:
    """Our metadata for whoever looks after a SAML service, before it is in use."""
    _may(request, organisation)
    found = _found(organisation, service)
    if found.protocol != SignInService.Protocol.SAML:
        raise Http404
    return metadata_file(request, found)
