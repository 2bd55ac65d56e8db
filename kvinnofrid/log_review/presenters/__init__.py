"""What the pages of the log's reviewer show."""

from kvinnofrid.log_review.presenters.event_page import event
from kvinnofrid.log_review.presenters.overview_page import chain, logs, overview, suggested_period
from kvinnofrid.log_review.presenters.page import around, event_address, review_address
from kvinnofrid.log_review.presenters.review_page import review

__all__ = [
    "around",
    "chain",
    "event",
    "event_address",
    "logs",
    "overview",
    "review",
    "review_address",
    "suggested_period",
]
