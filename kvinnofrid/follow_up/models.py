"""A client's record and its parts: linked persons, episodes, interventions, goals, waves, drafts.

The client is the record: who reaches it reaches its parts. It is of one organisation and one unit;
a person who gets help in two units has a record in each, since neither may learn of the other.
What counts in statistics (`coded`, the plain fields of episodes and interventions) names nobody;
names, contact, answers and every written word are sealed.
"""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from kvinnofrid.access.actions import CONTACT, CONTENT, IDENTITY, META
from kvinnofrid.accounts.models import Unit, User
from kvinnofrid.follow_up.rules import (
    ATTAINMENT_WORDS,
    OCCASION_WORDS,
    STATUS_WORDS,
    TARGET_WORDS,
    Status,
    WaveStatus,
)
from kvinnofrid.organisations.models import Organisation
from kvinnofrid.records.models import EncryptedTextField, PersonRecord, RecordPart
from kvinnofrid.records.rules import ProtectedIdentity

Choices = list[tuple[str, str]]


def _choices(words: Mapping[Any, Any]) -> Choices:
    return [(one.value, text.sv) for one, text in words.items()]


class Sex(models.TextChoices):
    """As the person says it; empty when not known."""

    WOMAN = "woman", "Kvinna"
    MAN = "man", "Man"
    OTHER = "other_sex", "Annat"


class Client(PersonRecord):
    """Somebody who gets help. Without an identity number the identity is not known.

    `birth_day` is the day of the month, which decides whether the record is of the sample that the
    law keeps for research; the year is sealed. `merged_into` is the record that this one became.
    """

    name = EncryptedTextField(group=IDENTITY)
    birth_year = EncryptedTextField(group=IDENTITY)
    phone = EncryptedTextField(group=CONTACT)
    email = EncryptedTextField(group=CONTACT)
    address = EncryptedTextField(group=CONTACT)
    safe_ways = EncryptedTextField(group=CONTENT)
    safe_times = EncryptedTextField(group=CONTENT)
    safe_warning = EncryptedTextField(group=CONTENT)
    language = models.CharField(max_length=20, blank=True)
    sex = models.CharField(max_length=10, blank=True, choices=Sex)
    birth_day = models.PositiveSmallIntegerField(null=True, blank=True)
    home_municipality = models.CharField(max_length=4, blank=True)
    synthetic = models.BooleanField(default=False)
    merged_into = models.UUIDField(null=True, blank=True)
    last_entry_on = models.DateField(null=True, blank=True)

    plain_fields: ClassVar[Mapping[str, str]] = {
        "language": CONTENT,
        "sex": CONTENT,
        "home_municipality": CONTENT,
        "synthetic": META,
    }

    class Meta(PersonRecord.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["identity_token"], name="clients_by_identity"),
            models.Index(fields=["organisation", "unit"], name="clients_of_a_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_day__isnull=True) | Q(birth_day__gte=1, birth_day__lte=31),
                name="birth_day_is_of_a_month",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_at__isnull=False),
                name="what_is_merged_is_closed",
            ),
        ]


class ClientPart(RecordPart):
    """What belongs to a client's record."""

    client = models.ForeignKey(Client, models.DO_NOTHING, related_name="+")

    record_field: ClassVar[str] = "client"

    class Meta(RecordPart.Meta):
        abstract = True


def _user(**given: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(User, models.DO_NOTHING, related_name="+", **given)


class LinkedPerson(ClientPart):
    """Somebody whom the record tells of. `other` is their own record, when there is one.

    The link to it is shown to whoever may find that record, and to nobody else.
    """

    class Kind(models.TextChoices):
        """What the person is to the client."""

        CHILD = "child", "Barn"
        PARENT = "parent_of", "Förälder"
        PERPETRATOR = "perpetrator", "Våldsutövare"
        SUPPORT = "support_person", "Stödperson"
        OTHER = "other_person", "Annan"

    kind = models.CharField(max_length=20, choices=Kind)
    name = EncryptedTextField(group=IDENTITY)
    birth_year = EncryptedTextField(group=IDENTITY)
    relation = EncryptedTextField(group=CONTENT)
    safe_warning = EncryptedTextField(group=CONTENT)
    identity_token = models.BinaryField(max_length=32, null=True)
    protected_identity = models.CharField(
        max_length=12,
        blank=True,
        default=ProtectedIdentity.NONE.value,
        choices=[(one.value, one.words.sv) for one in ProtectedIdentity],
    )
    other = models.UUIDField(null=True, blank=True)
    by = _user()
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    @property
    def protection(self) -> ProtectedIdentity:
        """How the person's identity is protected."""
        return ProtectedIdentity(self.protected_identity)


class Episode(ClientPart):
    """The time during which a client gets help at a unit.

    Sex, age band and municipality are as they were when it was opened.
    """

    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+")
    target_group = models.CharField(max_length=20, choices=_choices(TARGET_WORDS))
    status = models.CharField(max_length=10, choices=_choices(STATUS_WORDS))
    way_in = models.CharField(max_length=40, blank=True)
    contacted_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField()
    started_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    planned_end_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(max_length=40, blank=True)
    overall_goal = EncryptedTextField(group=CONTENT)
    attainment = models.CharField(
        max_length=10, blank=True, default="", choices=_choices(ATTAINMENT_WORDS)
    )
    previous = models.ForeignKey("self", models.DO_NOTHING, null=True, blank=True, related_name="+")
    sex = models.CharField(max_length=10, blank=True, choices=Sex)
    age_band = models.CharField(max_length=10, blank=True)
    home_municipality = models.CharField(max_length=4, blank=True)
    by = _user()
    at = models.DateTimeField()

    class Meta(ClientPart.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["client"], name="episodes_of_a_client"),
            models.Index(fields=["organisation", "unit", "opened_on"], name="episodes_of_a_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(started_on__gte=F("opened_on")),
                name="help_begins_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="closed_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED.value, closed_on__isnull=False)
                | (~Q(status=Status.CLOSED.value) & Q(closed_on__isnull=True)),
                name="what_is_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED.value) | ~Q(closure_reason=""),
                name="what_is_closed_has_a_reason",
            ),
        ]

    @property
    def is_active(self) -> bool:
        """Whether it is not closed."""
        return self.status != Status.CLOSED


class EpisodeMove(ClientPart):
    """That an episode was opened, begun, closed, transferred and so on. Only ever added to."""

    episode = models.ForeignKey(Episode, models.DO_NOTHING, related_name="+")
    move = models.CharField(max_length=20)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    on = models.DateField()
    unit = models.ForeignKey(Unit, models.DO_NOTHING, null=True, related_name="+")
    to_unit = models.ForeignKey(Unit, models.DO_NOTHING, null=True, related_name="+")
    why = EncryptedTextField(group=CONTENT)
    by = _user()
    at = models.DateTimeField()

    class Meta(ClientPart.Meta):
        abstract = False
        indexes = [models.Index(fields=["episode"], name="moves_of_an_episode")]


class Intervention(ClientPart):
    """Help given in an episode: what, in which form, by whom, from when to when."""

    class Form(models.TextChoices):
        """By what right it is given."""

        BY_DECISION = "by_decision", "Bistånd"
        OPEN_SERVICE = "open_service", "Serviceinsats"

    episode = models.ForeignKey(Episode, models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=40)
    local = models.UUIDField(null=True, blank=True)
    form = models.CharField(max_length=20, choices=Form)
    provider = models.CharField(max_length=40)
    provider_name = EncryptedTextField(group=CONTENT)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    by = _user()
    at = models.DateTimeField()

    class Meta(ClientPart.Meta):
        abstract = False
        indexes = [models.Index(fields=["episode"], name="interventions_of_an_episode")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                name="intervention_ends_after_it_begins",
            )
        ]


class LocalIntervention(models.Model):
    """An intervention that a unit gives under a name of its own, counted as one of the catalogue.

    A row is a version, and is never changed but for its end: another name is a new row, whose
    `previous` is the former one. Where it was given it keeps the name that it had then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation_id: int
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_id: uuid.UUID
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(ended_at__isnull=True),
                name="one_local_intervention_of_a_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Goal(ClientPart):
    """What the client wants to reach in an episode, beside its overall goal."""

    episode = models.ForeignKey(Episode, models.DO_NOTHING, related_name="+")
    text = EncryptedTextField(group=CONTENT)
    attainment = models.CharField(
        max_length=10, blank=True, default="", choices=_choices(ATTAINMENT_WORDS)
    )
    set_on = models.DateField()
    assessed_on = models.DateField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    by = _user()
    at = models.DateTimeField()

    class Meta(ClientPart.Meta):
        abstract = False
        indexes = [models.Index(fields=["episode"], name="goals_of_an_episode")]


class Wave(ClientPart):
    """One measurement of an episode, with an instrument in a version.

    `answers` are sealed JSON, all of them; `coded` are those that are codes and numbers, for
    statistics, without free text and days. A version is chosen when the wave is begun and kept.
    `extra`: somebody has planned it beside those that every episode has.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        PLANNED = WaveStatus.PLANNED.value, "Planerad"
        SUBMITTED = WaveStatus.SUBMITTED.value, "Sparad"
        MISSED = WaveStatus.MISSED.value, "Blev inte av"

    episode = models.ForeignKey(Episode, models.DO_NOTHING, related_name="+")
    occasion = models.CharField(max_length=10, choices=_choices(OCCASION_WORDS))
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=WaveStatus.PLANNED.value)
    due_on = models.DateField()
    extra = models.BooleanField(default=False)
    held_on = models.DateField(null=True, blank=True)
    instrument = models.CharField(max_length=80)
    instrument_version = models.CharField(max_length=40, blank=True)
    answers = EncryptedTextField(group=CONTENT)
    coded = models.JSONField(default=dict, blank=True)
    missed_reason = models.CharField(max_length=40, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = _user(null=True, blank=True)

    class Meta(ClientPart.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["episode"], name="waves_of_an_episode"),
            models.Index(fields=["client", "status", "due_on"], name="waves_that_are_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "occasion", "number"], name="one_wave_of_a_number"
            ),
            models.CheckConstraint(
                condition=~Q(status=WaveStatus.SUBMITTED.value)
                | Q(
                    held_on__isnull=False,
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                ),
                name="what_is_submitted_has_day_and_person",
            ),
        ]


class Correction(ClientPart):
    """An answer that was corrected: what it was, who corrected it, when and why. Never removed."""

    wave = models.ForeignKey(Wave, models.DO_NOTHING, related_name="+")
    item = models.CharField(max_length=80)
    former = EncryptedTextField(group=CONTENT)
    why = EncryptedTextField(group=CONTENT)
    by = _user()
    at = models.DateTimeField()

    class Meta(ClientPart.Meta):
        abstract = False
        indexes = [models.Index(fields=["wave"], name="corrections_of_a_wave")]


class Draft(ClientPart):
    """Answers on the way, one draft for each user and wave; gone when the wave is submitted.

    `wave_version` is the version of the wave that it was begun from, `instrument_version` that of
    the questionnaire (`id:version`), which may be finished although it is withdrawn meanwhile.
    """

    wave = models.ForeignKey(Wave, models.DO_NOTHING, related_name="+")
    user = _user()
    instrument_version = models.CharField(max_length=125)
    answers = EncryptedTextField(group=CONTENT)
    wave_version = models.PositiveIntegerField()
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta(ClientPart.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["wave", "user"], name="one_draft_of_a_user")]
        indexes = [models.Index(fields=["user", "saved_at"], name="drafts_of_a_user")]


class OutsideReference(ClientPart):
    """What another system calls a client or an episode that was taken in from it.

    `token` is a keyed hash of its reference, by which the same extract taken in again adds nothing.
    """

    episode = models.ForeignKey(Episode, models.DO_NOTHING, null=True, blank=True, related_name="+")
    token = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta(ClientPart.Meta):
        abstract = False
        indexes = [models.Index(fields=["organisation", "token"], name="references_from_outside")]


class CalendarLink(models.Model):
    """A secret address of a user's own calendar feed. Only a hash of the secret is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True),
                name="one_calendar_link_of_a_user",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class MadeUpNation(models.Model):
    """That the database holds a made-up nation: one row, from before its first client is made.

    `finished_at` is empty while it is made, and if it was never made to its end.
    """

    seed = models.BigIntegerField()
    municipalities = models.PositiveIntegerField()
    episodes = models.PositiveIntegerField()
    waves = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_made_up_nation"),
        ]

    def __str__(self) -> str:
        return f"{self.episodes} episodes of seed {self.seed}"


PARTS: tuple[type[ClientPart], ...] = (
    OutsideReference,
    Draft,
    Correction,
    Wave,
    Goal,
    Intervention,
    EpisodeMove,
    Episode,
    LinkedPerson,
)
"""The parts of a client, each before those that it points to."""
