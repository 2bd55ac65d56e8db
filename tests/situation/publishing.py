"""Publishes a release of the made-up nation in the database of a trial: `python -m` this module."""

import os
from datetime import UTC, datetime

import django


def publish() -> None:
    """Number, sign and publish it. Nobody is behind its figures, and it says so."""
    from tests.releases.releasing import approved
    from tests.situation.made_nation import tables

    approved(tables(), publish_at=datetime(2026, 1, 1, tzinfo=UTC), synthetic=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvinnofrid.config.settings")
    django.setup()
    publish()
