"""The long trials of the follow-up in small: bad lines, kills, ended sessions."""

from tests.campaigns import drafts


def test_the_draft_acknowledged_last_is_what_comes_back() -> None:
    result = drafts.CAMPAIGN.run(30, 1, lambda said: None)
    assert list(result.failures) == []
    assert int(str(result.figures["kills"])) > 2
