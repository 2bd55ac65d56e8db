"""The page makers: what an address names, and what was chosen, to a page.

Each raises NoSuchPageError when there is nothing at the address, Moved when it has another one.
"""

from django.http import QueryDict

from kvinnofrid.comparisons.board import Board
from kvinnofrid.comparisons.presenters.index_page import IndexPage
from kvinnofrid.comparisons.presenters.indicator_page import IndicatorPage
from kvinnofrid.comparisons.presenters.matrix_page import MatrixPage
from kvinnofrid.comparisons.presenters.profile_page import ProfilePage
from kvinnofrid.comparisons.presenters.ranking_page import RankingPage
from kvinnofrid.comparisons.presenters.round_base import addresses, by_address, open_board
from kvinnofrid.comparisons.presenters.round_page import OverviewPage
from kvinnofrid.comparisons.presenters.silent_page import SilentPage
from kvinnofrid.comparisons.presenters.trend_pages import SeriesPage, TrendsPage
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind, Place
from kvinnofrid.web.public_pages import Moved, NoSuchPageError, Page

RESPONDING_KINDS = (Kind.MUNICIPALITY, Kind.CITY_DISTRICT)

index = IndexPage
trends = TrendsPage
series = SeriesPage
overview = OverviewPage
matrix = MatrixPage
ranking = RankingPage
indicator = IndicatorPage


def profile(asked: QueryDict, *, slug: str, place: str) -> Page:
    """The profile of one who answered, or a page that says that this one did not."""
    board = open_board(slug)
    own = by_address(board).get(place)
    if own is not None:
        return ProfilePage(asked, board=board, own=own)
    found = _place(board, place)
    for one in board.respondents:
        if one.organisation_id == found.id:
            raise Moved(addresses(board).profile(one))
    if found.address != place:
        raise Moved(addresses(board).profile_at(found.address))
    return SilentPage(asked, board=board, place=found)


def _place(board: Board, address: str) -> Place:
    register, on = organisations.register(), board.round.day
    for kind in RESPONDING_KINDS:
        found = register.at_address(kind, address, on=on)
        if found is not None:
            return register.place(found, on=on)
    raise NoSuchPageError(address)
