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
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [_valid_period("organisation_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OrganisationVersion(models.Model):
    """The code, names and parent that an organisation had during a time.

    `parent` is the county of a municipality, region or county board, the municipality of a city
    district, the nation of a county. `sort_key` orders by the Swedish alphabet in any database;
    `search_key` is the folded name that search compares with (å, ä, ö stay letters of their own).
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="versions")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    full_name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="children_versions"
    )
    sort_key = models.CharField(max_length=400, db_index=True)
    search_key = models.CharField(max_length=200, db_index=True)
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
    """That one organisation came after another on a day: by merger, split or transfer."""

    class How(models.TextChoices):
        """In what way the successor came after."""

        MERGER = "merger", _("sammanslagning")
        SPLIT = "split", _("delning")
        TRANSFER = "transfer", _("verksamhetsövergång")

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
    """Inhabitants on 31 December of a year, as published for that year's or a later division."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    inhabitants = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_population_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.inhabitants}"
