"""The pages of instruments, as coordinators, county leaders and others meet them."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.catalogue import load_shipped
from kvinnofrid.instruments import queries
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.organisations.queries import parent, register
from kvinnofrid.questionnaires.xlsform import write_xlsform
from tests.accounts.people import NOW, TODAY, member, organisation, sign_in
from tests.questionnaires.xlsform.forms import YES_NO, workbook

pytestmark = pytest.mark.django_db

FORM = workbook(
    [
        {"type": "select_one yn", "name": "sover", "label": "Sover du gott?"},
        {"type": "geopoint", "name": "plats", "label": "Var?"},
        {"type": "text", "name": "mer", "label": "Mer?", "relevant": "${sover} = 'no'"},
    ],
    YES_NO,
)


def at(more: str = "") -> str:
    return f"/formular/{organisation()}/{more}"


def client_of(role: Role, name: str = "Anna Andersson", **given: Any) -> Client:
    client = Client()
    sign_in(client, member(role, name, **given).user)
    return client


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def upload(client: Client, data: bytes = FORM, name: str = "form.xlsx", **given: Any) -> Any:
    posted = {"version": "1", "base": "", "title": "Sömn", "purpose": "", **given}
    return client.post(at("las-in/"), {"file": SimpleUploadedFile(name, data), **posted})


def drafted(client: Client, **given: Any) -> str:
    answer = upload(client, **given)
    assert answer.status_code == 302, text(answer)
    return str(answer.headers["Location"])


def test_a_coordinator_takes_in_previews_publishes_and_withdraws() -> None:
    client = client_of(Role.COORDINATOR)
    page = drafted(client)
    shown = text(client.get(page))
    assert "utkast" in shown
    assert "Frågor av det här slaget finns inte här" in shown
    assert "Sover du gott?" in text(client.get(f"{page}prova/"))
    assert client.post(f"{page}publicera/").status_code == 302
    (version,) = InstrumentVersion.objects.all()
    assert (version.instrument, version.version, version.status) == ("somn", "1", "published")
    assert [one.instrument.id for one in queries.offered(str(organisation()), on=TODAY)].count(
        "somn"
    ) == 1
    assert client.post(f"{page}publicera/").status_code == 422
    assert client.post(f"{page}kasta/").status_code == 422
    assert client.post(f"{page}dra-in/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}dra-in/", {"reason": "Fel i fråga 2"}).status_code == 302
    assert client.post(f"{page}dra-in/", {"reason": "Igen"}).status_code == 422
    assert "Fel i fråga 2" in text(client.get(page))
    whose = str(organisation())
    assert "somn" not in {one.instrument.id for one in queries.offered(whose, on=TODAY)}
    found = queries.by_reference(whose, instrument="somn", version="1", on=TODAY)
    assert found is not None
    events = list(AuditEvent.objects.values_list("action", flat=True))
    assert events.count("instrument.draft") == 1
    assert events.count("instrument.publish") == 2
    assert queries.stored_faults() == []


def test_a_draft_can_be_thrown_away() -> None:
    client = client_of(Role.COORDINATOR)
    page = drafted(client)
    assert client.post(f"{page}kasta/").status_code == 302
    assert client.get(page).status_code == 404
    assert client.post(f"{page}publicera/").status_code == 404


def test_a_file_that_cannot_be_read_says_why_and_makes_nothing() -> None:
    client = client_of(Role.COORDINATOR)
    for data, name in ((b"hej", "form.xlsx"), (FORM[:300], "form.xlsx"), (b"\0", "a.csv")):
        answer = upload(client, data, name)
        assert answer.status_code == 422
        assert "Filen kan inte läsas in" in text(answer)
    lost = workbook([{"type": "geopoint", "name": "plats", "label": "Var?"}])
    assert "Delar av filen som inte är med" in text(upload(client, lost))
    assert upload(client, version="å").status_code == 422
    assert not InstrumentVersion.objects.exists()


def test_the_same_version_is_taken_in_once() -> None:
    client = client_of(Role.COORDINATOR)
    drafted(client)
    again = upload(client)
    assert again.status_code == 422
    assert "finns redan i den versionen" in text(again)
    drafted(client, version="2")


def test_a_new_version_shows_what_differs_and_what_breaks() -> None:
    client = client_of(Role.COORDINATOR)
    client.post(f"{drafted(client)}publicera/")
    changed = workbook(
        [
            {"type": "select_one yn", "name": "sover", "label": "Sover du bra?"},
            {"type": "text", "name": "ny", "label": "Ny?"},
        ],
        YES_NO,
    )
    page = drafted(client, data=changed, version="2")
    shown = text(client.get(f"{page}skillnader/"))
    assert "frågans text" in shown
    assert "Nej, serien bryts" in shown
    assert "Borttagen" in shown
    first = InstrumentVersion.objects.get(version="1")
    assert client.get(at(f"egna/{first.id}/skillnader/")).status_code == 404


def test_the_core_is_fetched_added_to_and_taken_in_again() -> None:
    client = client_of(Role.COORDINATOR)
    fetched = client.get(at("medfoljande/core-child/xlsform/"))
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="core-child-2026-1.xlsx"'
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(fetched.content))
    sheet = book["survey"]
    heads = [cell.value for cell in sheet[1]]
    row = {"type": "begin_group", "name": "s_egna", "label::Svenska (sv)": "Egna"}
    for one in (row, {**row, "type": "text", "name": "lokal"}, {"type": "end_group"}):
        sheet.append([one.get(str(head)) for head in heads])
    made = BytesIO()
    book.save(made)
    page = drafted(client, data=made.getvalue(), base="core-child", title="")
    assert "core-child 2026-1" in text(client.get(page))
    assert client.get(f"{page}skillnader/").status_code == 200
    client.post(f"{page}publicera/")
    offered = {one.instrument.id for one in queries.offered(str(organisation()), on=TODAY)}
    assert "core-child-local" in offered
    assert "core-child" not in offered
    for_children = queries.offered(
        str(organisation()), on=TODAY, target_group="child", purpose="follow_up"
    )
    assert [one.instrument.id for one in for_children] == ["core-child-local"]
    book["survey"].delete_rows(3)
    book.save(made := BytesIO())
    refused = upload(client, made.getvalue(), base="core-child", title="", version="9")
    assert refused.status_code == 422
    assert "Kärnfrågan" in text(refused)


def test_a_countys_form_is_offered_in_its_municipalities() -> None:
    county = parent(register().place(organisation(), on=TODAY), on=TODAY)
    assert county is not None
    core = load_shipped().instrument("client-survey")
    version = InstrumentVersion(
        organisation=str(county.id),
        instrument="regional",
        version="1",
        status="published",
        content={**core.model_dump(mode="json"), "id": "regional", "version": "1"},
        digest="x",
        made_by="1",
        made_at=NOW,
        published_by="1",
        published_at=NOW,
    )
    version.save()
    whose = str(organisation())
    assert ("regional", str(county.id)) in {
        (one.instrument.id, one.whose) for one in queries.offered(whose, on=TODAY)
    }
    assert queries.by_reference(whose, instrument="regional", version="1", on=TODAY) is not None
    assert queries.by_reference(whose, instrument="core-child", version="2026-1", on=TODAY)
    assert queries.by_reference(whose, instrument="nothing", version="1", on=TODAY) is None
    assert len(queries.stored_faults()) == 1


def test_the_database_refuses_a_published_version_without_digest() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        InstrumentVersion.objects.create(
            organisation="1", instrument="a", version="1", status="published", content={},
            made_by="1", made_at=NOW, published_at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.UNIT_MANAGER])
def test_those_who_use_forms_see_and_try_them_but_change_nothing(role: Role) -> None:
    page = drafted(client_of(Role.COORDINATOR))
    client = client_of(role, "Bo Berg")
    assert client.get(at()).status_code == 200
    assert "Läs in ett formulär" not in text(client.get(at()))
    assert client.get(at("las-in/")).status_code == 403
    assert client.get(f"{page}prova/").status_code == 200
    assert client.post(f"{page}publicera/").status_code == 403
    assert client.post(f"{page}kasta/").status_code == 403
    assert "Publicera versionen" not in text(client.get(page))


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.LOG_REVIEWER, Role.ARCHIVIST])
def test_who_runs_the_system_has_no_part_in_the_forms(role: Role) -> None:
    client = client_of(role)
    assert client.get("/formular/").status_code == 403
    assert client.get(at()).status_code == 403


def test_another_organisation_is_not_for_its_neighbours() -> None:
    page = drafted(client_of(Role.COORDINATOR))
    other = client_of(Role.COORDINATOR, "Bo Berg", code="0305")
    assert other.get(page).status_code == 404
    here = page.replace(f"/{organisation()}/", f"/{organisation('0305')}/")
    assert other.get(here).status_code == 404
    assert other.get("/formular/", follow=True).status_code == 200


def test_a_shipped_form_is_tried_on_each_occasion_and_nothing_is_kept() -> None:
    client = client_of(Role.CASEWORKER)
    page = at("medfoljande/core-victim-survivor/")
    assert "Hur kom kontakten till?" in text(client.get(page))
    exit_page = text(client.get(f"{page}?tillfalle=exit"))
    assert "Hur kom kontakten till?" not in exit_page
    assert "Varför avslutas insatsperioden?" in exit_page
    tried = client.post(f"{page}?tillfalle=exit", {"children_in_household": "-1", "safety": "elva"})
    shown = text(tried)
    assert "Antalet kan inte vara mindre än noll." in shown
    assert "Välj ett heltal från 0 till 10." in shown
    survey = at("medfoljande/client-survey/")
    assert 'dir="rtl"' in text(client.get(f"{survey}?sprak=ar"))
    assert "Allt som ska besvaras är besvarat" in text(client.post(survey))
    assert "How important has the help been" in text(client.get(f"/en{survey}"))
    for name in ("sara", "nothing"):
        assert client.get(at(f"medfoljande/{name}/")).status_code == 404


def test_a_file_written_here_is_read_here() -> None:
    client = client_of(Role.COORDINATOR)
    page = drafted(client)
    fetched = client.get(f"{page}xlsform/")
    drafted(client, data=fetched.content, version="2", title="")
    before, after = InstrumentVersion.objects.order_by("version")
    assert before.content["sections"] == after.content["sections"]
    assert write_xlsform(queries.instrument_of(after)).workbook
