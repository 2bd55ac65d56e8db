"""Organisations over time.

An organisation keeps its identity when its code, name or county changes: those stand in its
versions, each valid from–to (to: the first day that it no longer holds). When organisations merge
or split they end, others begin, and a succession says who came after whom.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of organisation or area it is."""

    NATION = "nation", _("riket")
    NATIONAL_BODY = "national_body", _("nationellt organ")
    COUNTY = "county", _("län")
    COUNTY_BOARD = "county_board", _("länsstyrelse")
    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("kommun")
    CITY_DISTRICT = "city_district", _("stadsdel")


def _valid_period(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=name
    )


class Organisation(models.Model):
    """One organisation for as long as it is the same one."""

    kind = models.CharField(max_length=20, choices=Kind)
    reference = models.CharField(max_length=60, null=True, blank=True, unique=True)
    """Its identity in the reference data, which never changes; none if it was made here."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [_valid_period("organisation_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OrganisationVersion(models.Model):
    """The code, names and parent that an organisation had during a time.

    `parent` is the county of a municipality, region or county board, the municipality of a city
    district, the nation of a county. `sort_key` orders by the Swedish alphabet in any database.
    `begin_known` is False when `valid_from` is a convention and not the day that it truly began;
    `last_confirmed` is the last day for which a source says that it holds, when that is known.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="versions")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    full_name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="children_versions"
    )
    other_names = models.JSONField(default=list, blank=True)
    identifiers = models.JSONField(default=dict, blank=True)
    """Codes of other systems by their names: county letter, ISO 3166-2, NUTS."""
    sort_key = models.CharField(max_length=4000)
    begin_known = models.BooleanField(default=True)
    last_confirmed = models.DateField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            _valid_period("version_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["organisation", "valid_from"], name="one_version_begins_a_day"
            ),
        ]
        indexes = [models.Index(fields=["code"])]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """That one organisation came after another on a day: by merger or split."""

    class How(models.TextChoices):
        """In what way the successor came after."""

        MERGER = "merger", _("sammanläggning")
        SPLIT = "split", _("delning")

    predecessor = models.ForeignKey(Organisation, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Organisation, models.CASCADE, related_name="origins")
    how = models.CharField(max_length=20, choices=How)
    took_place = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="one_succession_between_two"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="nobody_succeeds_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class GroupMembership(models.Model):
    """That an organisation belongs to a group of a classification in a version.

    The classifications and their groups are in the catalogue (`kind: classification`).
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="groups")
    classification = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    group = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "classification", "version"],
                name="one_group_in_each_classification",
            )
        ]
        indexes = [models.Index(fields=["classification", "version", "group"])]

    def __str__(self) -> str:
        return f"{self.classification} {self.version}: {self.group}"


class Population(models.Model):
    """Inhabitants on 31 December of a year, as published for that year's or a later division.

    `computed` says that the figure is a sum made here of the municipalities' published ones.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    inhabitants = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    computed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_population_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.inhabitants}"


class Change(models.Model):
    """That somebody recorded a change of an organisation, which took effect on a day."""

    class What(models.TextChoices):
        """What was changed."""

        CODE = "code", _("ny kod")
        NAME = "name", _("nytt namn")
        PARENT = "parent", _("ny tillhörighet")
        MERGER = "merger", _("uppgick i en annan")
        SPLIT = "split", _("delades")
        BEGAN = "began", _("bildades")
        ENDED = "ended", _("upphörde")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=10, choices=What)
    took_effect = models.DateField()
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.organisation}: {self.what} {self.took_effect}"


class LoadedFile(models.Model):
    """A content of the reference data that is loaded, so that loading the same again is quick."""

    name = models.CharField(max_length=100, unique=True)
    sha256 = models.CharField(max_length=64)
    loaded_on = models.DateField()

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """One row with a random mark that is new after each change: whoever keeps a copy compares it.

    It is random and not a count, so that a change that is undone can never look like another.
    """

    mark = models.UUIDField()

    def __str__(self) -> str:
        return str(self.mark)
