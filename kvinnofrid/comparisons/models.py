"""Rounds of open comparisons: who answered what, and what was published about it.

What the indicators mean is in the catalogue; here stand only their codes.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kvinnofrid.organisations.models import Organisation


class Round(models.Model):
    """A survey round: an indicator set in a version, put to respondents for a year."""

    slug = models.SlugField(max_length=64, unique=True)
    indicator_set = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    source = models.TextField(blank=True)
    synthetic = models.BooleanField(
        default=False, help_text=_("Påhittade svar, för prov och visning.")
    )
    shipped_sha256 = models.CharField(max_length=64, blank=True)
    """Mark of the shipped files it was last loaded from; empty when it came in another way."""
    revision = models.PositiveIntegerField(default=0)
    """Counts up at each import, so that pages drawn from older answers are not served again."""
    changed = models.DateTimeField(default=timezone.now)
    """When the revision last counted up: other systems ask for what has changed since a day."""

    class Meta:
        ordering = ["-year", "slug"]

    def __str__(self) -> str:
        return self.slug


class Respondent(models.Model):
    """An organisation that answered in a round, and the count that was printed for it, if any."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="respondents")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    label = models.CharField(max_length=200, blank=True)
    """The source's own name of the respondent, when it is not the organisation's."""
    published_yes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="one_answer_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.organisation}"


class Answer(models.Model):
    """What a respondent answered to an indicator: an answer's code in the catalogue's scale.

    An answer that is missing has no row: there is nothing to store.
    """

    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="answers")
    indicator = models.CharField(max_length=40)
    answer = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["respondent", "indicator"], name="one_answer_to_an_indicator"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=["yes", "partly", "no", "not_applicable"]),
                name="an_answer_is_one_of_the_four",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.answer}"


class PublishedShare(models.Model):
    """The share of yes that the source printed for an indicator and an area, in per cent."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="published_shares")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=40)
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation", "indicator"], name="one_share_printed"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0) & Q(percent__lte=100), name="printed_share_is_a_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.percent} %"


class SeriesValue(models.Model):
    """A published share of a year in a series of the catalogue, and how we know it."""

    class Basis(models.TextChoices):
        """How the value is known."""

        STATED = "stated", _("angiven i källan")
        DERIVED = "derived", _("härledd ur källan")
        INFERRED = "inferred", _("tolkad: källan anger inte allt")

    series = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    basis = models.CharField(max_length=10, choices=Basis)
    note_sv = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    published_wording = models.CharField(max_length=300, blank=True)
    source_page = models.CharField(max_length=300)
    source_published = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="one_value_a_year"),
            models.CheckConstraint(
                condition=Q(percent__gte=0) & Q(percent__lte=100), name="series_value_is_a_percent"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["stated", "derived", "inferred"]),
                name="it_is_told_how_a_series_value_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.percent} %"


class ContextValue(models.Model):
    """A measure beside the comparison: reported crimes, a ranking somebody else made."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    measure_set = models.CharField(max_length=80)
    measure = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure_set", "measure", "organisation", "year"],
                name="one_context_value_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.year}: {self.value}"
