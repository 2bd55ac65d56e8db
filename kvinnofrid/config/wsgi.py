"""The entry that a server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvinnofrid.config.settings")

application = get_wsgi_application()

from django.core.exceptions import ImproperlyConfigured  # noqa: E402  after the settings

from kvinnofrid.accounts.queries import unsafe_in_production  # noqa: E402
from kvinnofrid.config.warming import warm  # noqa: E402

if reasons := unsafe_in_production():
    raise ImproperlyConfigured(" ".join(reasons))
warm()
