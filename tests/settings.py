"""The project's settings as the tests need them, whoever starts pytest."""

import atexit
import os
import shutil
import tempfile

os.environ["KV_MODE"] = "test"
if "KV_DATA" not in os.environ:
    os.environ["KV_DATA"] = tempfile.mkdtemp(prefix="kvinnofrid-test-")
    atexit.register(shutil.rmtree, os.environ["KV_DATA"], ignore_errors=True)

from kvinnofrid.config.messages import compile_messages
from kvinnofrid.config.settings import *  # noqa: F403
from kvinnofrid.config.settings import DATA, PROJECT
from tests.undefined import Undefined

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")  # type: ignore[index]  # noqa: F405

INSTALLED_APPS.append("tests.records_app")  # noqa: F405
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # Said outright: pytest-django knows Django's own engine by name alone, and not ours.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405

compile_messages(package=PROJECT / "kvinnofrid", target=DATA / "locale")
