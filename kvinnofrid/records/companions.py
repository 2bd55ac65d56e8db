"""What is known of a record beside its contents: who reaches it, who must not, who opened it.

They name a record by its id alone, since records of all kinds have them.
"""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kvinnofrid.accounts.models import Team, User
from kvinnofrid.organisations.models import Organisation
from kvinnofrid.records.rules import LONGEST_KEY, BlockReason, GlassReason


def _user(**given: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(User, models.PROTECT, related_name="+", **given)


class AboutRecord(models.Model):
    """A fact about a record, with the organisation whose record it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    record = models.UUIDField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.id}"


class Assignment(AboutRecord):
    """That a caseworker, or a team, has the record until it ended."""

    user = _user(null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    by = _user()
    at = models.DateTimeField()
    ended_by = _user(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, team__isnull=True)
                | Q(user__isnull=True, team__isnull=False),
                name="assigned_to_a_user_or_a_team",
            ),
            models.UniqueConstraint(
                fields=["record", "user"],
                condition=Q(ended_at__isnull=True, user__isnull=False),
                name="a_user_is_assigned_once",
            ),
            models.UniqueConstraint(
                fields=["record", "team"],
                condition=Q(ended_at__isnull=True, team__isnull=False),
                name="a_team_is_assigned_once",
            ),
        ]
        indexes = [models.Index(fields=["record"], name="assignments_of_a_record")]


class Block(AboutRecord):
    """That a user, or whoever has an identity, must not learn that the record exists.

    Two persons lift it. An identity is a token under the organisation's key.
    """

    user = _user(null=True, blank=True)
    token = models.BinaryField(max_length=32, null=True)
    reason = models.CharField(
        max_length=10,
        choices=[
            (BlockReason.CLOSE, _("närstående eller vän")),
            (BlockReason.PARTY, _("själv part i ärendet")),
            (BlockReason.THREAT, _("risk för personen")),
            (BlockReason.WISH, _("klientens önskan")),
        ],
    )
    by = _user()
    at = models.DateTimeField()
    lift_proposed_by = _user(null=True, blank=True)
    lift_proposed_at = models.DateTimeField(null=True, blank=True)
    lifted_by = _user(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, token__isnull=True)
                | Q(user__isnull=True, token__isnull=False),
                name="a_user_or_an_identity_is_blocked",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | (
                    Q(lifted_by__isnull=False, lift_proposed_by__isnull=False)
                    & ~Q(lifted_by=F("lift_proposed_by"))
                ),
                name="two_persons_lift_a_block",
            ),
        ]
        indexes = [models.Index(fields=["record"], name="blocks_of_a_record")]


class Clearance(AboutRecord):
    """That a user is let in to a protected record: proposed by one person, approved by another."""

    user = _user()
    proposed_by = _user()
    proposed_at = models.DateTimeField()
    approved_by = _user(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_by=F("proposed_by"))
                    & ~Q(approved_by=F("user"))
                ),
                name="another_approves_a_clearance",
            ),
            models.UniqueConstraint(
                fields=["record", "user"],
                condition=Q(ended_at__isnull=True),
                name="one_clearance_of_a_user",
            ),
        ]
        indexes = [models.Index(fields=["record"], name="clearances_of_a_record")]


class BreakGlassOpening(AboutRecord):
    """That a user opened a record in an emergency. The explanation is sealed with its key."""

    user = _user()
    reason = models.CharField(
        max_length=10,
        choices=[
            (GlassReason.LIFE, _("fara för liv eller hälsa")),
            (GlassReason.CHILD, _("ett barn far illa")),
            (GlassReason.ON_CALL, _("jour eller beredskap")),
            (GlassReason.ABSENCE, _("den ansvariga går inte att nå")),
        ],
    )
    text = models.BinaryField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    manager_told_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = _user(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("at")), name="an_opening_lasts_some_time"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
                name="nobody_reviews_an_opening_of_their_own",
            ),
        ]
        indexes = [models.Index(fields=["user", "until"], name="openings_of_a_user")]


class Notice(AboutRecord):
    """That somebody in charge is told of an emergency opening, and when they said they knew."""

    opening = models.ForeignKey(BreakGlassOpening, models.PROTECT, related_name="notices")
    user = _user()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opening", "user"], name="told_once_of_an_opening")
        ]


class SaveKey(AboutRecord):
    """That a save with a key of its own is done: sent again, it gives the same answer.

    `part` is the part of the record that was saved, when it was one. For a page that saves again
    and again, `key` is the page's name and `version` the number of its last save.
    """

    user = _user()
    key = models.CharField(max_length=LONGEST_KEY)
    part = models.UUIDField(null=True)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="a_save_is_done_once")]


COMPANIONS = (Assignment, Block, Clearance, BreakGlassOpening, Notice, SaveKey)
