"""A municipality adds its own questions to its county's version, and sees what differs."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Actor, Membership, Period
from kvinnofrid.catalogue import load_shipped
from kvinnofrid.instruments import operations, queries
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.instruments.rules import Wishes, prepared
from kvinnofrid.organisations.queries import parent, register
from kvinnofrid.questionnaires.xlsform import write_xlsform
from tests.accounts.people import NOW, TODAY, organisation
from tests.instruments.test_pages import at, client_of, drafted, text, upload
from tests.instruments.test_rules import with_items
from tests.questionnaires.small_instrument import item

pytestmark = pytest.mark.django_db


def with_rows(book: bytes, *names: str) -> bytes:
    """The workbook with a group of text questions added last."""
    found = openpyxl.load_workbook(BytesIO(book))
    sheet = found["survey"]
    heads = [cell.value for cell in sheet[1]]
    group = {"type": "begin_group", "name": f"s_{names[0]}", "label::Svenska (sv)": "Egna"}
    rows = [{"type": "text", "name": name, "label::Svenska (sv)": name} for name in names]
    for row in (group, *rows, {"type": "end_group"}):
        sheet.append([row.get(str(head)) for head in heads])
    made = BytesIO()
    found.save(made)
    return made.getvalue()


def of_county(version: str, *names: str) -> InstrumentVersion:
    """The county's published version of the core for children, with these questions."""
    county = parent(register().place(organisation(), on=TODAY), on=TODAY)
    assert county is not None
    core = load_shipped().instrument("core-child")
    held = Membership(str(county.id), Role.COUNTY_LEADER, Period(TODAY, None))
    leader = Actor("lena", (held,), assurance=2, confirmed_at=NOW)
    read = with_items(core, *(item(name, "text") for name in names))
    content = prepared(read, base=core, wishes=Wishes(version), level="regional")
    made = InstrumentVersion.objects.create(
        organisation=str(county.id),
        instrument=content.id,
        version=version,
        content=content.model_dump(mode="json"),
        made_by=leader.id,
        made_at=NOW,
    )
    later = NOW + timedelta(seconds=len(version))
    return operations.publish(organisation=str(county.id), version=made.id, by=leader, now=later)


def test_the_countys_version_is_fetched_added_to_and_frozen_under_the_local_one() -> None:
    county = of_county("1", "lanets")
    client = client_of(Role.COORDINATOR)
    assert "Länets formulär" in text(client.get(at()))
    there = at(f"lanets/{county.id}/")
    assert "lanets" in client.get(there).content.decode()
    fetched: Any = client.get(f"{there}xlsform/").content
    assert "länets version 1" in text(client.get(at("las-in/")))
    page = drafted(client, data=with_rows(fetched, "egen"), base=county.instrument, title="")
    said = text(client.get(page))
    assert "core-child-regional 1" in said
    assert "länets 1, egna 1" in said
    differing = text(client.get(f"{page}skillnader/"))
    assert "länets version 1" not in said.partition("Bygger")[0]
    assert "Jämfört med" in differing
    assert differing.count("<td>Ny</td>") >= 1
    client.post(f"{page}publicera/")
    (offered,) = [
        one.instrument
        for one in queries.offered(str(organisation()), on=TODAY, target_group="child")
        if one.instrument.purpose == "follow_up"
    ]
    assert offered.id == "core-child-local"
    frozen = InstrumentVersion.objects.get(organisation=str(organisation()))
    before = frozen.digest
    of_county("2b", "lanets", "nytt")
    frozen.refresh_from_db()
    assert (frozen.digest, queries.stored_faults()) == (before, [])
    said = text(client.get(page))
    assert "länets version 2b finns nu" in said
    assert "nytt" in client.get(f"{page}skillnader/?lanet=1").content.decode()


def test_a_changed_question_of_the_county_is_refused() -> None:
    county = of_county("1", "lanets")
    core = write_xlsform(load_shipped().instrument("core-child")).workbook
    client = client_of(Role.COORDINATOR)
    refused = upload(client, with_rows(core, "egen"), base=county.instrument, title="")
    assert refused.status_code == 422
    assert "lanets saknas" in text(refused)


def test_a_version_on_the_core_is_told_of_the_countys_and_one_of_its_own_is_not() -> None:
    client = client_of(Role.COORDINATOR)
    core = write_xlsform(load_shipped().instrument("core-child")).workbook
    page = drafted(client, data=with_rows(core, "egen"), base="core-child", title="")
    alone = drafted(client, version="2", title="Eget")
    county = of_county("1", "lanets")
    assert "finns nu" in text(client.get(page))
    assert "finns nu" not in text(client.get(alone))
    assert client.get(f"{alone}skillnader/?lanet=1").status_code == 404
    other = client_of(Role.COORDINATOR, "Bo Berg", code="1280")
    elsewhere = organisation("1280")
    for more in ("", "xlsform/"):
        address = f"/formular/{elsewhere}/lanets/{county.id}/{more}"
        assert other.get(address).status_code == 404
