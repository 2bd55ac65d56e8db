"""The client survey on an episode's page: a way to give one, and only what she has shared."""

import uuid

from django.test import Client

from tests.accounts.people import organisation, sign_in, unit
from tests.client_surveys.answering import answer_by, code_by
from tests.follow_up.cases import new_client, new_episode
from tests.records.people import Colleague


def test_what_the_client_shares_is_shown_in_her_episode_and_nothing_else(
    client: Client, shipped_data: None, anna: Colleague
) -> None:
    made = new_client(anna)
    episode = new_episode(anna, made)
    reference = uuid.UUID(str(episode.part))
    there = f"/uppfoljning/klient/{made.record}/insatsperiod/{reference}/"
    sign_in(client, anna.user)
    before = client.get(there).content.decode()
    assert f"/svar/enhet/{organisation()}/{unit().pk}/kod/?for=" in before
    assert answer_by(code_by(anna, reference=reference).code, {"treatment": ["badly"]}) == "taken"
    assert "Hur har du blivit bemött?" not in client.get(there).content.decode()
    answer_by(code_by(anna, reference=reference).code, {"treatment": ["badly"]}, share=True)
    after = client.get(there).content.decode()
    assert "Hur har du blivit bemött?" in after
    assert "Dåligt" in after
