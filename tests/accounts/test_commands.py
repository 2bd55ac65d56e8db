"""The command that lets the first people in."""

import pytest

from kvinnofrid.accounts.models import Membership
from kvinnofrid.config.commands import main

pytestmark = pytest.mark.django_db


def first(email: str, code: str = "0380") -> int:
    return main(
        ["first-administrator", "--code", code, "--email", email, "--name", "Anna Andersson"]
    )


def test_two_are_let_in_and_no_third(capsys: pytest.CaptureFixture[str]) -> None:
    assert first("a@example.se") == 0
    assert "http://localhost:8000/konto/valkommen/" in capsys.readouterr().out
    assert first("b@example.se") == 0
    assert first("c@example.se") == 2
    assert "redan två" in capsys.readouterr().err
    assert Membership.objects.count() == 2


def test_an_unknown_organisation_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert first("a@example.se", code="9999") == 2
    assert "ingen kommun med koden 9999" in capsys.readouterr().err
