"""Codes: readable, single, short-lived, revocable, and nothing that guessing learns from."""

import re
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.client_surveys import codes, operations, queries, rules
from kvinnofrid.client_surveys.codes import StalePageError
from kvinnofrid.client_surveys.models import Invitation, SpentCode
from kvinnofrid.client_surveys.operations import SpentCodeError
from tests.accounts.people import NOW, organisation, unit
from tests.client_surveys.answering import answer_by, code_by, kept
from tests.records.people import Colleague, colleague

DAY = timedelta(days=1)


def test_a_code_has_no_signs_that_are_mistaken_for_each_other() -> None:
    assert not set("0O1IL2Z5S") & set(rules.ALPHABET)
    assert len(set(rules.ALPHABET)) == len(rules.ALPHABET) == 27


def test_every_sign_of_a_code_is_as_likely_as_the_others() -> None:
    seen = Counter("".join(rules.code_of(uuid.uuid4().bytes) for _ in range(2700)))
    assert set(seen) == set(rules.ALPHABET)
    assert max(seen.values()) < 1.25 * 1000
    assert min(seen.values()) > 0.75 * 1000


@pytest.mark.parametrize("typed", ["k7mpx-r4tww", " K7MPX R4TWW ", "K7MPX–R4TWW", "k7mpxr4tww"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert rules.typed_code(typed) == "K7MPXR4TWW"


@pytest.mark.parametrize("typed", ["", "K7MPX-R4TW", "K7MPX-R4TWWA", "O7MPX-R4TWW", "ß" * 10, "\0"])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert rules.typed_code(typed) is None


def test_a_code_is_shown_in_groups() -> None:
    assert rules.shown_code("K7MPXR4TWW") == "K7MPX-R4TWW"


def test_the_code_itself_is_kept_nowhere(anna: Colleague) -> None:
    slip = code_by(anna)
    assert re.fullmatch(r"[3-9A-Y]{5}-[3-9A-Y]{5}", slip.code)
    stored = [*kept(Invitation).values(), *AuditEvent.objects.values()]
    assert slip.code not in repr(stored)
    assert slip.code.replace("-", "") not in repr(stored)


def test_a_double_click_makes_one_code(anna: Colleague) -> None:
    page = codes.new_page()
    assert code_by(anna, page=page).code == code_by(anna, page=page).code
    assert queries.outstanding(organisation=organisation(), unit=unit().pk, now=NOW) == 1
    assert AuditEvent.objects.filter(action="survey.invite").count() == 1


def test_a_colleague_with_the_same_page_gets_another_code(anna: Colleague) -> None:
    page = codes.new_page()
    assert code_by(anna, page=page).code != code_by(colleague("Bo Berg"), page=page).code


@pytest.mark.parametrize("page", ["", "x", "of another"])
def test_a_page_that_is_not_ours_makes_no_code(anna: Colleague, page: str) -> None:
    page = signing.TimestampSigner(salt="another").sign("x") if page == "of another" else page
    with pytest.raises(StalePageError):
        codes.made_on(page, by=anna.actor.id, unit=unit().pk, reference=None)


def test_a_used_code_is_not_made_again_by_sending_the_page_again(anna: Colleague) -> None:
    page = codes.new_page()
    assert answer_by(code_by(anna, page=page).code) == "taken"
    with pytest.raises(SpentCodeError):
        code_by(anna, page=page)


def test_a_code_opens_until_it_expires(anna: Colleague) -> None:
    slip = code_by(anna)
    assert slip.expires_at == NOW + rules.VALID_FOR
    assert queries.opens(slip.code, now=slip.expires_at - DAY) is not None
    assert queries.opens(slip.code, now=slip.expires_at) is None
    assert answer_by(slip.code, now=slip.expires_at) == "closed"


def test_unknown_used_revoked_and_expired_codes_ask_the_database_the_same(
    anna: Colleague,
) -> None:
    used, revoked = code_by(anna).code, code_by(anna).code
    answer_by(used)
    here = {"organisation": organisation(), "unit": unit().pk}
    assert operations.revoke(**here, code=revoked, by=anna.actor, now=NOW)  # type: ignore[arg-type]
    expired = code_by(anna, now=NOW - rules.VALID_FOR - DAY).code
    asked = set()
    for code in ("K7MPX-R4TWW", used, revoked, expired, "nothing"):
        with CaptureQueriesContext(connection) as captured:
            assert queries.opens(code, now=NOW) is None
        asked.add(tuple(re.sub(r"'[0-9a-f]{64}'", "?", one["sql"]) for one in captured))
    assert len({tuple(re.sub(r"s\d+_x\d+", "", one) for one in each) for each in asked}) == 1


def test_a_code_in_hand_is_revoked_once(anna: Colleague) -> None:
    slip = code_by(anna)

    def revoke() -> bool:
        here = organisation()
        return operations.revoke(
            organisation=here, unit=unit().pk, code=slip.code, by=anna.actor, now=NOW
        )

    assert revoke()
    assert not revoke()
    assert answer_by(slip.code) == "closed"


def test_only_a_manager_revokes_all(anna: Colleague, chef: Colleague) -> None:
    slips = [code_by(anna) for _ in range(3)]
    here = organisation()
    with pytest.raises(DeniedError):
        operations.revoke_all(organisation=here, unit=unit().pk, by=anna.actor, now=NOW)
    assert operations.revoke_all(organisation=here, unit=unit().pk, by=chef.actor, now=NOW) == 3
    assert [answer_by(one.code) for one in slips] == ["closed"] * 3


@pytest.mark.parametrize("role", [one for one in Role if one not in {"caseworker", "unit_manager"}])
def test_nobody_else_makes_codes(anna: Colleague, role: Role) -> None:
    with pytest.raises(DeniedError):
        code_by(colleague("Eva Ek", role))


def test_nobody_makes_codes_for_another_unit(anna: Colleague) -> None:
    with pytest.raises(DeniedError):
        code_by(anna, unit=unit("Barnahus"))


def test_spent_codes_are_forgotten_after_a_while(anna: Colleague) -> None:
    assert rules.KEY_LASTS < rules.SPENT_KEPT
    answer_by(code_by(anna).code)
    answer_by(code_by(anna).code, now=NOW + rules.SPENT_KEPT + 2 * DAY)
    assert SpentCode.objects.count() == 1


def test_a_ticket_holds_for_whom_it_was_given(anna: Colleague) -> None:
    reference = uuid.uuid4()
    ticket = queries.ticket(reference=reference, by=anna.actor.id)
    assert codes.reference_of(ticket, by=anna.actor.id) == reference
    for wrong, whose in ((ticket, "somebody"), (ticket + "x", anna.actor.id), ("", anna.actor.id)):
        with pytest.raises(StalePageError):
            codes.reference_of(wrong, by=whose)
