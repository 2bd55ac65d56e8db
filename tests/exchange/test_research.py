"""Research extracts: decided by two, named anew for each recipient, and open to nobody else."""

import csv
import io
import uuid
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyrage
import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Reason
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.exchange import research_operations as research
from kvinnofrid.exchange.models import ResearchExtract
from kvinnofrid.exchange.research_operations import NoSuchResearchError, Wish
from kvinnofrid.exchange.research_rules import (
    FINE,
    KNOWN_OUTSIDE,
    MONTHS,
    OUTCOMES,
    WIDE,
    YEARS,
    Design,
    anonymity,
)
from kvinnofrid.exchange.research_sealing import UnfitRecipientError, checked_recipient
from kvinnofrid.follow_up.models import Client, Wave
from kvinnofrid.keys.errors import KeyDestroyed
from kvinnofrid.records.operations import block, protect
from kvinnofrid.records.rules import BlockReason, ProtectedIdentity
from tests.accounts.people import NOW, organisation, sign_in
from tests.follow_up.cases import OPENED, look, new_client, new_episode
from tests.follow_up.test_waves import BASELINE, send
from tests.records.people import NUMBER, Colleague, colleague

pytestmark = pytest.mark.django_db
EVERYTHING = frozenset([*KNOWN_OUTSIDE, *OUTCOMES])
SECRET = pyrage.x25519.Identity.generate()
PUBLIC = str(SECRET.to_public())


@pytest.fixture
def klara(db: None, keys: object) -> Colleague:
    """The municipality's coordinator."""
    return colleague("Klara Karlsson", Role.COORDINATOR)


@pytest.fixture
def arvid(db: None, keys: object) -> Colleague:
    """The archivist."""
    return colleague("Arvid Arkiv", Role.ARCHIVIST)


@pytest.fixture
def asta(anna: Colleague) -> Any:
    """A client with a first wave."""
    client = new_client(anna, number=NUMBER)
    new_episode(anna, client, way_in="own", overall_goal="Asta ska bo tryggt")
    row = look(anna, client, lambda folder: folder.of(Wave).first())
    send(anna, client, row, {**BASELINE, "safety": 3}, held_on=OPENED + timedelta(days=9))
    return client


def wish(**given: Any) -> Wish:
    values = {
        "recipient": "Universitetet, Rut Forskare",
        "purpose": "Studie av stöd",
        "ethics": "2026-01234-01",
        "age_key": PUBLIC,
        "first_year": OPENED.year - 1,
        "last_year": NOW.year,
        "design": Design(EVERYTHING, MONTHS, FINE),
        **given,
    }
    return Wish(**values)


def proposed(by: Colleague, **given: Any) -> uuid.UUID:
    return research.propose(organisation=organisation(), wish=wish(**given), by=by.actor, now=NOW)


def decided(by: Colleague, extract: uuid.UUID, *, yes: bool = True) -> None:
    research.decide_on(organisation=organisation(), extract=extract, yes=yes, by=by.actor, now=NOW)


def handed_out(by: Colleague, extract: uuid.UUID) -> bytes:
    return research.hand_out(
        organisation=organisation(), extract=extract, language="sv", by=by.actor, now=NOW
    )


def opened(content: bytes, secret: Any = SECRET) -> list[dict[str, str]]:
    """The rows of a sealed file, as the recipient opens it."""
    plain = pyrage.decrypt(content, [secret])
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        text = archive.read("uppgifter.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_recipient_alone_opens_what_two_have_decided(
    asta: Any, klara: Colleague, arvid: Colleague
) -> None:
    extract = proposed(klara)
    decided(arvid, extract)
    content = handed_out(klara, extract)
    (row,) = opened(content)
    assert (row["occasion"], row["q_safety"], row["opened"]) == ("baseline", "3", f"{OPENED:%Y-%m}")
    assert b"baseline" not in content
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [pyrage.x25519.Identity.generate()])
    plain = pyrage.decrypt(content, [SECRET])
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        said = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (asta.record, "Asta", NUMBER, OPENED.isoformat(), "bo tryggt"):
        assert secret.encode() not in said
    assert ResearchExtract.objects.get().counts == {"clients": 1, "episodes": 1, "rows": 1}


def test_the_same_extract_names_a_client_the_same_and_another_differently(
    asta: Any, klara: Colleague, arvid: Colleague
) -> None:
    one, other = proposed(klara), proposed(klara)
    decided(arvid, one)
    decided(arvid, other)
    first, again = opened(handed_out(klara, one)), opened(handed_out(arvid, one))
    elsewhere = opened(handed_out(klara, other))
    assert first == again
    assert first[0]["client"] != elsewhere[0]["client"]
    assert first[0]["episode"] != elsewhere[0]["episode"]


def test_when_the_key_is_destroyed_nobody_can_name_the_same_client_again(
    asta: Any, klara: Colleague, arvid: Colleague
) -> None:
    extract = proposed(klara)
    decided(arvid, extract)
    handed_out(klara, extract)
    for _ in range(2):
        research.destroy_key(organisation=organisation(), extract=extract, by=arvid.actor, now=NOW)
    with pytest.raises(KeyDestroyed):
        handed_out(klara, extract)
    assert bytes(ResearchExtract.objects.get().data_key) == b""


def test_nobody_decides_on_what_they_have_proposed(
    asta: Any, klara: Colleague, anna: Colleague, arvid: Colleague
) -> None:
    extract = proposed(klara)
    with pytest.raises(DeniedError) as no:
        decided(klara, extract)
    assert no.value.decision.reason is Reason.SAME_PERSON
    unknown = colleague("Nils Ny", Role.COORDINATOR, known=False)
    with pytest.raises(DeniedError) as no:
        decided(unknown, extract)
    assert no.value.decision.reason is Reason.UNIDENTIFIED
    twin = Colleague(arvid.user, replace(arvid.actor, tokens=klara.actor.tokens))
    with pytest.raises(DeniedError):
        decided(twin, extract)
    with pytest.raises(DeniedError):
        proposed(anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResearchExtract.objects.update(decided_by=klara.user, status="approved")


def test_nothing_is_handed_out_before_or_without_a_yes(
    asta: Any, klara: Colleague, arvid: Colleague, chief: Colleague
) -> None:
    extract = proposed(klara)
    with pytest.raises(NoSuchResearchError):
        handed_out(klara, extract)
    decided(arvid, extract, yes=False)
    with pytest.raises(NoSuchResearchError):
        handed_out(klara, extract)
    with pytest.raises(NoSuchResearchError):
        decided(arvid, extract)
    with pytest.raises(DeniedError):
        handed_out(chief, extract)
    elsewhere = colleague("Kim Annanstans", Role.COORDINATOR, code="0305")
    with pytest.raises(DeniedError):
        handed_out(elsewhere, extract)


def test_protected_persons_and_what_is_hidden_from_any_of_the_two_are_never_in_it(
    asta: Any, anna: Colleague, klara: Colleague, arvid: Colleague
) -> None:
    marked = new_client(anna, name="Bea Påhitt", protection=ProtectedIdentity.MARKING)
    tiered, hidden = new_client(anna, name="Cia Påhitt"), new_client(anna, name="Dea Påhitt")
    for client in (marked, tiered, hidden):
        new_episode(anna, client)
    protect(model=Client, public_id=tiered.record, by=anna.actor, now=NOW)
    block(
        model=Client, public_id=hidden.record, whom=arvid.user, reason=BlockReason.CLOSE,
        by=anna.actor, now=NOW,
    )  # fmt: skip
    extract = proposed(klara)
    _row, before = research.seen(
        organisation=organisation(), extract=extract, by=arvid.actor, now=NOW
    )
    assert before.episodes == 1
    decided(arvid, extract)
    assert len(opened(handed_out(klara, extract))) == 1


def test_each_client_of_a_file_is_in_the_log_and_the_report_names_none(
    asta: Any, klara: Colleague, arvid: Colleague
) -> None:
    extract = proposed(klara)
    research.seen(organisation=organisation(), extract=extract, by=klara.actor, now=NOW)
    decided(arvid, extract)
    before = AuditEvent.objects.filter(object_id=asta.record).count()
    handed_out(klara, extract)
    assert AuditEvent.objects.filter(object_id=asta.record).count() == before + 1
    actions = AuditEvent.objects.filter(object_id=str(extract)).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        *("extract.propose", "exchange.see", "extract.approve", "extract.hand_out"),
    ]


def test_only_what_is_chosen_is_in_the_file_and_as_coarse_as_said(
    asta: Any, klara: Colleague, arvid: Colleague
) -> None:
    extract = proposed(klara, design=Design(frozenset({"age_band", "opened"}), YEARS, WIDE))
    decided(arvid, extract)
    (row,) = opened(handed_out(klara, extract))
    assert set(row) == {"client", "episode", "synthetic", "age_band", "opened"}
    assert (row["age_band"], row["opened"]) == ("35-54", str(OPENED.year))


def test_no_answer_tells_what_was_left_out_or_made_coarse(
    asta: Any, klara: Colleague, arvid: Colleague
) -> None:
    extract = proposed(klara, design=Design(frozenset({"answers"}), YEARS, WIDE))
    decided(arvid, extract)
    (row,) = opened(handed_out(klara, extract))
    assert row["q_safety"] == "3"
    for item in ("gender", "age_band", "way_in", "protected_identity", "interventions"):
        assert not [name for name in row if name.startswith(f"q_{item}")]


def rows_of(*given: tuple[str, str, str], many: int = 1) -> list[dict[str, object]]:
    names = ("sex", "age_band", "opened")
    return [dict(zip(names, row, strict=True)) for row in given for _ in range(many)]


ALIKE = Design(frozenset({"sex", "age_band", "opened"}), MONTHS, FINE)


def test_the_report_counts_those_in_small_classes_and_says_what_helps() -> None:
    rows = rows_of(("woman", "25-34", "2026-01"), many=5)
    assert not anonymity(rows, ALIKE).singles_out
    rows += rows_of(("woman", "25-34", "2026-02"))
    found = anonymity(rows, ALIKE)
    assert (found.episodes, found.classes, found.smallest, found.in_small) == (6, 2, 1, 1)
    assert [(one.words.sv, one.left) for one in found.steps] == [("År i stället för månad", 0)]


def test_what_helps_most_comes_first_and_the_way_ends_when_nobody_stands_out() -> None:
    rows = rows_of(
        *((sex, band, f"202{year}-01") for sex in ("woman", "man")
          for band in ("18-24", "25-34", "35-44") for year in range(3)),
        many=2,
    )  # fmt: skip
    found = anonymity(rows, ALIKE)
    assert found.in_small == 36
    assert found.steps[-1].left == 0
    left = [one.left for one in found.steps]
    assert left == sorted(left, reverse=True)


def test_too_few_altogether_is_said_to_the_end() -> None:
    found = anonymity(rows_of(("woman", "25-34", "2026-01")), ALIKE)
    assert [one.left for one in found.steps] == [1] * len(found.steps)
    assert anonymity([], ALIKE).smallest == 0


def test_a_text_that_is_no_public_key_is_refused() -> None:
    assert checked_recipient(f" {PUBLIC} ") == PUBLIC
    for wrong in ("", "age1", "AGE-SECRET-KEY-1XYZ", str(SECRET)):
        with pytest.raises(UnfitRecipientError):
            checked_recipient(wrong)


def browser_of(who: Colleague) -> Browser:
    browser = Browser()
    sign_in(browser, who.user)
    return browser


FILLED = {
    "recipient": "Universitetet", "purpose": "Studie", "ethics": "2026-01234-01",
    "age_key": PUBLIC, "first_year": "2020", "last_year": str(NOW.year),
    "known": ["sex", "opened"], "outcomes": ["answers"], "time": "year", "age": "wide",
}  # fmt: skip


def test_from_proposal_to_file_on_the_pages(asta: Any, klara: Colleague, arvid: Colleague) -> None:
    one, other = browser_of(klara), browser_of(arvid)
    new = reverse("exchange:research-new", args=[organisation()])
    overview = reverse("exchange:research", args=[organisation()])
    assert overview in one.get("/in-och-ut/").content.decode()
    faults: tuple[dict[str, Any], ...] = (
        {"age_key": "x"},
        {"last_year": "2019"},
        {"known": [], "outcomes": []},
    )
    for wrong in faults:
        assert one.post(new, {**FILLED, **wrong}).status_code == 422
    here = one.post(new, FILLED).headers["Location"]
    page = one.get(here).content.decode()
    assert "Du har föreslagit det här" in page
    assert "färre än fem" in page
    assert one.post(f"{here}beslut/", {"decision": "approve"}).status_code == 403
    assert other.post(f"{here}beslut/", {"decision": "x"}).status_code == 404
    assert "Godkänn uttaget" in other.get(here).content.decode()
    assert other.post(f"{here}beslut/", {"decision": "approve"}).status_code == 302
    answer = one.post(f"{here}fil/")
    assert opened(answer.content)[0]["sex"] == "woman"
    assert ".zip.age" in answer["Content-Disposition"]
    assert "✓ Utlämnat" in other.get(overview).content.decode()
    assert other.post(f"{here}forstor-nyckeln/").status_code == 302
    assert "nyckeln förstörd" in one.get(here).content.decode()
    assert "Research extracts" in one.get(f"/en{overview}").content.decode()
    gone = reverse("exchange:research-one", args=[organisation(), uuid.uuid4()])
    assert one.get(gone).status_code == 404
    for verb in ("fil/", "forstor-nyckeln/"):
        assert one.post(f"{gone}{verb}").status_code == 404
    assert other.post(f"{gone}beslut/", {"decision": "reject"}).status_code == 404
