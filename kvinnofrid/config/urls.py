"""Machine addresses first, then the pages: Swedish without prefix, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from kvinnofrid.config.domains import DOMAINS, Domain
from kvinnofrid.config.work import work
from kvinnofrid.web.declared import declared


def _include(domain: Domain) -> URLResolver:
    return path(domain.path or "", include(f"{domain.package}.urls"))


_answering = [domain for domain in DOMAINS if domain.path is not None]

urlpatterns: list[URLPattern | URLResolver] = [
    *(_include(domain) for domain in _answering if not domain.language_prefix),
    *i18n_patterns(
        *declared("account.manage_own", [path("mitt-arbete/", work, name="work")]),
        *(_include(domain) for domain in _answering if domain.language_prefix),
        prefix_default_language=False,
    ),
]

handler400 = "kvinnofrid.portal.errors.bad_request"
handler403 = "kvinnofrid.portal.errors.permission_denied"
handler404 = "kvinnofrid.portal.errors.not_found"
handler500 = "kvinnofrid.portal.errors.server_error"
