"""What the system has found when it tried itself."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SelfTest(models.Model):
    """A trial of the running system: when, whether it passed, and what it found."""

    class Kind(models.TextChoices):
        """What was tried."""

        BACKUP = "backup", _("säkerhetskopia gjord, återställd och jämförd")
        COPIES = "copies", _("de riktiga säkerhetskopiorna görs")
        CHAINS = "chains", _("händelseloggens kedjor är hela")
        HEADS = "heads", _("loggens huvuden når mottagaren utanför")
        KEY_SERVICE = "key_service", _("nyckeltjänsten svarar")
        DISK = "disk", _("det finns plats på disken")
        PROGRAM = "program", _("databasen har programmets form")

    kind = models.CharField(max_length=20, choices=Kind)
    started = models.DateTimeField()
    finished = models.DateTimeField()
    passed = models.BooleanField()
    summary = models.TextField()
    """Figures as `key=value`, or what went wrong. No personal data."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished__gte=F("started")), name="self_test_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["kind", "-finished"], name="latest_self_test_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.finished:%Y-%m-%d}"
