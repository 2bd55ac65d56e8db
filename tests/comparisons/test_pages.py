"""The pages of the round of 2015 say what counting its answers gives."""

import re

import pytest
from django.test import Client

ROUND = "/jamforelser/oj-brottsoffer-2015/"
pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    """The words of a page, without markup."""
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize(
    ("address", "yes"),
    [
        ("1480-askim-frolunda-hogsbo", 53),
        ("1284-hoganas", 44),
        ("1281-lund", 47),
        ("0140-nykvarn", 45),
        ("1081-ronneby", 43),
        ("2482-skelleftea", 47),
        ("1488-trollhattan", 53),
        ("0138-tyreso", 48),
    ],
)
def test_a_profile_says_the_counted_number_of_yes(client: Client, address: str, yes: int) -> None:
    assert f"{yes} ja av 60 möjliga" in text_of(client, f"{ROUND}svarande/{address}/")


def test_the_profile_of_tyreso_states_that_49_is_printed_and_48_counted(client: Client) -> None:
    said = text_of(client, f"{ROUND}svarande/0138-tyreso/")
    assert "Källan trycker 49 ja, men de tryckta svaren innehåller 48." in said


def test_who_did_not_answer_has_a_page_that_says_so(client: Client) -> None:
    said = text_of(client, f"{ROUND}svarande/0180-stockholm/")
    assert "Uppgift saknas" in said
    assert "Stockholm svarade inte i det som har publicerats här." in said
    assert "0 ja" not in said


def test_a_code_or_another_name_leads_to_the_right_address(client: Client) -> None:
    for address in ("0138", "0138-nagot"):
        moved = client.get(f"{ROUND}svarande/{address}/")
        assert moved["Location"] == f"{ROUND}svarande/0138-tyreso/"


def test_the_round_says_its_highest_and_lowest_printed_shares(client: Client) -> None:
    said = text_of(client, ROUND)
    assert "Högst andel ja: 94 %." in said
    assert "Lägst andel ja: 6 %." in said
