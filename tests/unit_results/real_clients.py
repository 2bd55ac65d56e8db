"""Twelve clients of the unit made as the pages make them, and what is counted of them by hand.

All are adult victim-survivors who came by themselves, whose help began seven days after the first
contact. Six had talks, by which they went from 2 to 9 in safety, and were closed with the goal
partly reached. Six are still there, without any intervention, and answered the first time alone.
"""

from datetime import date, timedelta

from kvinnofrid.follow_up import made_up
from kvinnofrid.follow_up.made_up import Story
from kvinnofrid.follow_up.rules import Target
from tests.accounts.people import NOW
from tests.records.people import Colleague

OPENED_AGO, CLOSED_AGO = 90, 20
HELP_DAYS = OPENED_AGO - 7 - CLOSED_AGO


def day(ago: int) -> date:
    """The day so many days ago."""
    return (NOW - timedelta(days=ago)).date()


def twelve_clients(by: Colleague) -> None:
    """Make them."""
    for number in range(12):
        closed = number < 6
        story = Story(
            f"real-{number}",
            {"name": f"Klient {number}", "birth_year": "1988", "sex": "woman"},
            Target.VICTIM_SURVIVOR,
            opened=OPENED_AGO,
            levels=(0.2, 0.9) if closed else (0.2,),
            closed=CLOSED_AGO if closed else None,
            interventions=("talks",) if closed else (),
        )
        assert made_up._tell(story, by.actor, NOW) == 1


COUNTED = {
    "Öppnade": {
        "Målgrupp": {"Våldsutsatta vuxna": 12, "Barn": 0, "Våldsutövare": 0},
        "Minst en insats": {"Minst en insats": 6, "Ingen insats ännu": 6},
        "Väntan från kontakt till start": {"0–7 dagar": 12, "8–14 dagar": 0},
        "Första mätningen i tid": {"I tid": 12, "Sen, eller ingen mätning": 0},
    },
    "Avslutade": {
        "Hur länge hjälpen pågick": {"0–30 dagar": 0, "31–90 dagar": 6},
        "Trygghet. Före, bland dem som svarat båda gångerna": {"0–3": 6, "4–6": 0, "7–10": 0},
        "Trygghet. Vid avslut, bland dem som svarat båda gångerna": {"0–3": 0, "7–10": 6},
        "Trygghet. Hur det gick för var och en": {"Bättre": 6, "Samma": 0, "Sämre": 0},
        "Övergripande mål": {"Helt uppnått": 0, "Delvis uppnått": 6, "Inte uppnått": 0},
        "Mätning vid avslut": {"I tid": 6, "Sen, eller ingen mätning": 0},
    },
}
"""By the table's caption: the classes with how many are in each."""
