"""Who may sign in, and with what role where and when.

All keys are random, so that no address tells how many there are or in which order they came.
Days are from–to, where "to" is the first day that no longer holds: what ends today has ended.
"""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kvinnofrid.access.roles import GRANTS_BY_TWO, ROLES, Role
from kvinnofrid.accounts.service_models import ServiceAttempt as ServiceAttempt
from kvinnofrid.accounts.service_models import ServiceIdentity as ServiceIdentity
from kvinnofrid.accounts.service_models import SignInService as SignInService
from kvinnofrid.organisations.models import Organisation

IN_UNIT = sorted(role for role, words in ROLES.items() if words.in_unit)
BY_TWO = sorted(GRANTS_BY_TWO)
LONGEST_IDLE = 15
"""Minutes without a sign of life after which a session ends at the latest."""


def _ends_after(
    name: str, first: str = "valid_from", until: str = "valid_to"
) -> models.BaseConstraint:
    """A period may end on the day it began: it then never held, or ended the same second."""
    return models.CheckConstraint(
        condition=Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": F(first)}), name=name
    )


class Users(BaseUserManager["User"]):
    """Finds users by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with an e-mail address, whatever its capitals."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who may sign in. Nobody has rights by this row: they come from memberships.

    `ended` is the first day on which the person is no longer here. `corrected_at` is when somebody
    else last corrected name or address; what stood there before is kept nowhere. `synthetic` marks
    made-up users of the demo, who can sign in without a password there and nowhere else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    ended = models.DateField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower"),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(is_active=False),
                name="who_has_left_is_not_active",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Unit(models.Model):
    """The smallest part of an organisation that works with clients."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            _ends_after("unit_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(valid_to__isnull=True),
                name="one_open_unit_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a user has a role in an organisation, or in one of its units, for a time.

    It holds from when it is granted: at once, or for a role that two decide on when somebody other
    than who proposed it has approved. Without `proposed_by` it was made by whoever runs the server.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            _ends_after("membership_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="membership_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(role__in=IN_UNIT, unit__isnull=False)
                | (~Q(role__in=IN_UNIT) & Q(unit__isnull=True)),
                name="membership_is_in_a_unit_where_the_role_is",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (Q(granted_at__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="another_than_who_proposed_approves",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=BY_TWO)
                | Q(granted_at__isnull=True)
                | Q(approved_by__isnull=False)
                | Q(proposed_by__isnull=True),
                name="what_two_decide_is_approved_before_it_holds",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True) | ~Q(proposed_by=F("user")),
                name="nobody_proposes_oneself",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("user")),
                name="nobody_approves_oneself",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(valid_to__isnull=True, unit__isnull=True),
                name="one_open_membership_of_a_role",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(valid_to__isnull=True, unit__isnull=False),
                name="one_open_membership_of_a_role_in_a_unit",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "role"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Leave(models.Model):
    """That a user is away for a time and reaches nothing meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="leaves")
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [_ends_after("leave_ends_after_it_begins", "first", "until")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first}"


class Cover(models.Model):
    """That a colleague covers in a unit for somebody who is absent, for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="covers")
    absent = models.ForeignKey(User, models.PROTECT, related_name="covered")
    covering = models.ForeignKey(User, models.PROTECT, related_name="covers")
    first = models.DateField()
    until = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            _ends_after("cover_ends_after_it_begins", "first", "until"),
            models.CheckConstraint(
                condition=~Q(absent=F("covering")), name="nobody_covers_for_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.covering_id} {self.first}"


class Team(models.Model):
    """Colleagues of a unit who work with the same clients."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(valid_to__isnull=True),
                name="one_open_team_of_a_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """That a user is in a team for a time."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="teams")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            _ends_after("team_member_ends_after_beginning"),
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=Q(valid_to__isnull=True),
                name="once_in_a_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.team_id}"


class Invitation(models.Model):
    """A way in, used once: to choose a password the first time, or a new one when it is lost.

    Only a hash of the link's secret is kept.
    """

    class Purpose(models.TextChoices):
        """What the link is for."""

        JOIN = "join", _("första inloggningen")
        RESTORE = "restore", _("ny inloggning")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    purpose = models.CharField(max_length=10, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.purpose}"


class IdentityToken(models.Model):
    """Who a user is, as a token under an organisation's key; the number itself is kept nowhere.

    It keeps people from their own matters, and lets persons be counted where two must agree: one
    person has one account in an organisation.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="identity_tokens")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    token = models.BinaryField(max_length=32)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="one_identity_token_in_an_organisation"
            ),
            models.UniqueConstraint(
                fields=["organisation", "token"], name="one_account_of_a_person_in_an_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.organisation_id}"


class OrganisationSecurity(models.Model):
    """What an organisation demands of whoever signs in to work there."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="security"
    )
    required_assurance = models.PositiveSmallIntegerField(default=2)
    idle_minutes = models.PositiveSmallIntegerField(default=LONGEST_IDLE)
    allows_password = models.BooleanField(default=True)
    allows_passkey = models.BooleanField(default=True)
    allows_service = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(required_assurance__in=[2, 3]), name="assurance_is_two_or_three"
            ),
            models.CheckConstraint(
                condition=Q(idle_minutes__gte=2, idle_minutes__lte=LONGEST_IDLE),
                name="idle_for_two_to_fifteen_minutes",
            ),
            models.CheckConstraint(
                condition=Q(allows_password=True) | Q(allows_passkey=True) | Q(allows_service=True),
                name="some_way_in_is_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}"
