"""What all tests share: the loaded database and a browser that starts on any machine."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import TransactionTestCase
from django.utils.translation import override
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.kept_data import bring_back_the_copy, keep_a_copy
from tests.unmeasured import begin, leave_out

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop

# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_out(items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    begin(item)


@pytest.fixture(autouse=True)
def in_swedish() -> Iterator[None]:
    """Every test begins in Swedish, whatever language the one before it read."""
    with override("sv"):
        yield


@pytest.fixture(scope="session", autouse=True)
def audit_log_can_be_emptied() -> Iterator[None]:
    """A test with transactions of its own ends by emptying the database, the audit log too."""
    from tests.audit.attack import lifted_guards

    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(case: TransactionTestCase) -> None:
        with lifted_guards():
            empty(case)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Chromium of the machine, without anything that reaches for a network."""
    return {
        "executable_path": os.environ.get("KV_CHROMIUM", "/usr/bin/chromium"),
        "args": CHROMIUM_FLAGS,
        "headless": True,
    }


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every test with a database finds the shipped data in it, loaded once for all, and an empty
    log, though the loading is logged."""
    from kvinnofrid.audit.models import AuditEvent, ChainHead
    from kvinnofrid.config.loading import load_shipped_data
    from tests.audit.attack import lifted_guards, run

    with django_db_blocker.unblock():
        list(load_shipped_data(data=settings.REFERENCE_DATA, today=date(2026, 1, 1)))
        with transaction.atomic(), lifted_guards():
            for model in (AuditEvent, ChainHead):
                run(f"DELETE FROM {model._meta.db_table}")
        keep_a_copy()


@pytest.fixture
def shipped_data(transactional_db: None) -> None:
    """The shipped data, which the end of a test with transactions empties the database of."""
    bring_back_the_copy()
