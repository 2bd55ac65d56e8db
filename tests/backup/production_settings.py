"""The project's settings and the tables that only the tests have: a copy holds those too."""

from kvinnofrid.config.settings import *  # noqa: F403
from kvinnofrid.config.settings import INSTALLED_APPS

INSTALLED_APPS.append("tests.records_app")
