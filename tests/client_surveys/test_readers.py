"""Who can read what a client has answered, asked of every page that there is by every role."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from kvinnofrid.access.roles import Role
from tests.accounts.people import organisation, sign_in, unit
from tests.client_surveys.answering import answer_by, code_by, many
from tests.follow_up.cases import new_client, new_episode
from tests.records.people import Colleague, colleague

SAID = "Kaffet var kallt"
ANSWER = {"treatment": ["badly"], "own_words": [SAID]}
TOLD = ("Dåligt", SAID)


def pages(episode: str) -> list[str]:
    """Every page of staff on which an answer could be read."""
    here = [organisation(), unit().pk]
    return [
        *(
            reverse(f"client_surveys:{name}", args=here)
            for name in ("results", "words", "code", "revoke")
        ),
        *(reverse(f"unit_results:{name}", args=here) for name in ("results", "csv")),
        episode,
    ]


def read_by(who: Colleague, episode: str) -> dict[str, str]:
    """What somebody is answered by the pages that they may open, by the page's address."""
    client = Client()
    sign_in(client, who.user)
    answers = {where: client.get(where) for where in pages(episode)}
    return {
        where.split("/")[-2]: one.content.decode()
        for where, one in answers.items()
        if one.status_code == 200
    }


@pytest.fixture
def episode(anna: Colleague) -> tuple[uuid.UUID, str]:
    """An episode of the caseworker's: its id, and its page."""
    made = new_client(anna)
    part = str(new_episode(anna, made).part)
    return uuid.UUID(part), f"/uppfoljning/klient/{made.record}/insatsperiod/{part}/"


def everybody(anna: Colleague) -> dict[Role, Colleague]:
    """Somebody of each role, the caseworker who gave the help among them."""
    return {
        role: anna if role is Role.CASEWORKER else colleague(f"Nora {role}", role) for role in Role
    }


def test_an_answer_is_read_by_nobody_whatever_their_role(
    anna: Colleague, episode: tuple[uuid.UUID, str]
) -> None:
    reference, page = episode
    assert answer_by(code_by(anna, reference=reference).code, ANSWER) == "taken"
    opened = {}
    for role, who in everybody(anna).items():
        opened[role] = read_by(who, page)
        for html in opened[role].values():
            assert not [one for one in TOLD if one in html], role
    assert {"kod", page.split("/")[-2]} <= set(opened[Role.CASEWORKER])
    assert "ord" in opened[Role.UNIT_MANAGER]


def test_of_many_answers_the_words_are_read_by_the_manager_and_no_small_group_by_anybody(
    anna: Colleague, episode: tuple[uuid.UUID, str]
) -> None:
    reference, page = episode
    answer_by(code_by(anna, reference=reference).code, ANSWER)
    many(anna, 9, texts={"treatment": ["well"]})
    readers = set()
    for role, who in everybody(anna).items():
        for where, html in read_by(who, page).items():
            if SAID in html:
                readers.add((role, where))
            assert "<td>1</td>" not in html.replace(' class="kv-number"', ""), (role, where)
    assert readers == {(Role.UNIT_MANAGER, "ord")}


def test_what_she_chooses_to_share_is_read_by_those_who_help_her_alone(
    anna: Colleague, episode: tuple[uuid.UUID, str]
) -> None:
    reference, page = episode
    answer_by(code_by(anna, reference=reference).code, ANSWER, share=True)
    readers = {
        (role, where)
        for role, who in everybody(anna).items()
        for where, html in read_by(who, page).items()
        if SAID in html
    }
    helps = {Role.CASEWORKER, Role.UNIT_MANAGER}
    assert readers <= {(role, page.split("/")[-2]) for role in helps}
    assert (Role.CASEWORKER, page.split("/")[-2]) in readers
