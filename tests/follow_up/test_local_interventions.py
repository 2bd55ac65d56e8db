"""A unit names interventions of its own: versions that are never removed, and keep history."""

import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.follow_up import facts, operations
from kvinnofrid.follow_up.codes import UnknownCodeError
from kvinnofrid.follow_up.models import Intervention, LocalIntervention
from kvinnofrid.follow_up.operations import InterventionFacts
from kvinnofrid.follow_up.operations import local_interventions as local
from kvinnofrid.follow_up.rules import ImpossibleError, Wrong
from kvinnofrid.records.operations import SavedPart
from kvinnofrid.records.rules import Saved
from tests.accounts.people import NOW, TODAY, organisation, sign_in, unit
from tests.follow_up.cases import key, look, new_client, new_episode
from tests.records.people import Colleague, colleague

KIND = "group"


@pytest.fixture
def chief(anna: Colleague) -> Colleague:
    """The unit's manager."""
    return colleague("Cecilia Chef", Role.UNIT_MANAGER)


def added(chief: Colleague, name: str = "Trygghetsgruppen") -> LocalIntervention:
    """One of the unit's own."""
    return local.add_local(unit=unit(), kind=KIND, name=name, by=chief.actor, now=NOW)


def give(
    by: Colleague, client: Saved, episode: SavedPart, own: uuid.UUID | None, kind: str = KIND
) -> SavedPart:
    """An intervention given under the unit's own name."""
    given = InterventionFacts(
        kind, Intervention.Form.OPEN_SERVICE, "own_unit", started_on=TODAY, local=own
    )
    return operations.save_intervention(
        client=client.record,
        episode=episode.part,
        facts=given,
        by=by.actor,
        now=NOW,
        key=key(),
    )


def names(by: Colleague, client: Saved, episode: SavedPart) -> list[str]:
    """What the page of the episode calls the interventions."""
    _seen, found = operations.read_episode(
        client=client.record, episode=episode.part, by=by.actor, now=NOW
    )
    return [found.local_names[row.local] for row, _texts in found.interventions if row.local]


def test_another_name_holds_from_now_and_what_was_given_keeps_the_old(
    anna: Colleague, chief: Colleague
) -> None:
    first = added(chief)
    client = new_client(anna)
    episode = new_episode(anna, client)
    give(anna, client, episode, first.pk)
    second = local.rename_local(
        unit=unit(), local=first.pk, name="  Nya  gruppen ", by=chief.actor, now=NOW
    )
    assert second.name == "Nya gruppen"
    assert [one.name for one in local.former_names(second)] == ["Trygghetsgruppen"]
    assert [one.pk for one in local.in_use(unit=unit().pk)] == [second.pk]
    give(anna, client, episode, second.pk)
    assert names(anna, client, episode) == ["Trygghetsgruppen", "Nya gruppen"]
    local.retire_local(unit=unit(), local=second.pk, by=chief.actor, now=NOW)
    assert local.in_use(unit=unit().pk) == []
    assert [one.pk for one in local.retired(unit=unit().pk)] == [second.pk]
    assert names(anna, client, episode) == ["Trygghetsgruppen", "Nya gruppen"]
    assert LocalIntervention.objects.count() == 2


def test_it_counts_as_the_common_one(anna: Colleague, chief: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    give(anna, client, episode, added(chief).pk)
    (found,) = facts.episodes(facts.Selection(organisation()))
    assert [one.kind for one in found.interventions] == [KIND]


def test_only_what_the_unit_has_now_can_be_chosen(anna: Colleague, chief: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    own = added(chief)
    for id, kind in ((uuid.uuid4(), KIND), (own.pk, "refuge")):
        with pytest.raises(UnknownCodeError):
            give(anna, client, episode, id, kind)
    saved = give(anna, client, episode, own.pk)
    local.retire_local(unit=unit(), local=own.pk, by=chief.actor, now=NOW)
    with pytest.raises(UnknownCodeError):
        give(anna, client, episode, own.pk)
    row = look(anna, client, lambda folder: folder.part(Intervention, saved.part))
    kept = InterventionFacts(KIND, row.form, row.provider, "Annan", TODAY, local=own.pk)
    operations.save_intervention(
        client=client.record,
        episode=episode.part,
        intervention=saved.part,
        version=row.version,
        facts=kept,
        by=anna.actor,
        now=NOW,
        key=key(),
    )
    assert names(anna, client, episode) == ["Trygghetsgruppen"]


@pytest.mark.parametrize(
    ("name", "wrong"), [("   ", Wrong.NO_NAME), ("TRYGGHETSGRUPPEN", Wrong.NAME_USED)]
)
def test_a_name_is_given_and_used_once(chief: Colleague, name: str, wrong: Wrong) -> None:
    one, other = added(chief), added(chief, "Samtal i grupp")
    with pytest.raises(ImpossibleError) as caught:
        added(chief, name)
    assert caught.value.wrong == wrong
    with pytest.raises(ImpossibleError):
        local.rename_local(unit=unit(), local=other.pk, name=name, by=chief.actor, now=NOW)
    same = local.rename_local(unit=unit(), local=one.pk, name=one.name, by=chief.actor, now=NOW)
    assert same.pk == one.pk
    assert len(local.in_use(unit=unit().pk)) == 2


def test_what_has_ended_is_not_changed_again_and_an_unknown_kind_is_refused(
    chief: Colleague,
) -> None:
    own = added(chief)
    local.retire_local(unit=unit(), local=own.pk, by=chief.actor, now=NOW)
    with pytest.raises(ImpossibleError) as caught:
        local.retire_local(unit=unit(), local=own.pk, by=chief.actor, now=NOW)
    assert caught.value.wrong == Wrong.RETIRED
    with pytest.raises(UnknownCodeError):
        local.add_local(unit=unit(), kind="magic", name="Trolleri", by=chief.actor, now=NOW)
    assert added(chief).pk != own.pk


def test_only_the_units_manager_names_them_and_it_is_logged(
    anna: Colleague, chief: Colleague
) -> None:
    other = colleague("Dan Dal", Role.UNIT_MANAGER, unit=unit("Barn och familj"))
    for who in (anna, other):
        with pytest.raises(DeniedError):
            added(who)
    own = added(chief)
    line = AuditEvent.objects.get(action="unit.interventions", outcome="allowed")
    assert line.object_id == str(own.pk)
    assert "Trygghet" not in line.details


def browser_of(who: Colleague) -> Browser:
    """A browser in which somebody has signed in."""
    browser = Browser()
    sign_in(browser, who.user)
    return browser


def test_the_manager_names_renames_and_retires_on_the_page(
    anna: Colleague, chief: Colleague
) -> None:
    browser = browser_of(chief)
    start = reverse("follow_up:own-interventions-of-units")
    assert start in browser.get("/uppfoljning/").content.decode()
    assert start not in browser_of(anna).get("/uppfoljning/").content.decode()
    assert browser_of(anna).get(start).status_code == 403
    there = browser.get(start).headers["Location"]
    sent: dict[str, Any] = {"key": "k", "name": "Trygghetsgruppen", "kind": KIND}
    assert browser.post(there, sent).headers["Location"] == there
    assert browser.post(there, sent).status_code == 422
    own = LocalIntervention.objects.get()
    change = reverse("follow_up:own-intervention", args=[organisation(), unit().pk, own.pk])
    assert change in browser.get(there).content.decode()
    browser.post(change, {"key": "k", "name": "Nya gruppen"})
    page = browser.get(there).content.decode()
    assert "Nya gruppen" in page
    assert "Hette Trygghetsgruppen till" in page
    assert browser.get(change).status_code == 404
    now = LocalIntervention.objects.get(ended_at=None)
    change = reverse("follow_up:own-intervention", args=[organisation(), unit().pk, now.pk])
    browser.post(change, {"key": "k", "name": "Nya gruppen", "do": "remove"})
    assert "Avslutade" in browser.get(there).content.decode()


def test_a_caseworker_chooses_it_in_the_form_and_reads_its_name(
    anna: Colleague, chief: Colleague
) -> None:
    own = added(chief)
    client = new_client(anna)
    episode = new_episode(anna, client)
    browser, inside = browser_of(anna), [client.record, episode.part]
    form = reverse("follow_up:new-intervention", args=inside)
    choice = f"{KIND}:{own.pk}"
    assert f'value="{choice}"' in browser.get(form).content.decode()
    sent = {"key": key(), "kind": choice, "form": "open_service", "provider": "own_unit"}
    back = reverse("follow_up:episode", args=inside)
    assert browser.post(form, sent).headers["Location"] == back
    assert "Trygghetsgruppen (" in browser.get(back).content.decode()
    local.retire_local(unit=unit(), local=own.pk, by=chief.actor, now=NOW)
    assert choice not in browser.get(form).content.decode()
    given = look(anna, client, lambda folder: folder.of(Intervention).get())
    again = reverse("follow_up:intervention", args=[*inside, given.pk])
    assert f'value="{choice}" selected' in browser.get(again).content.decode()
