"""An organisation's own sign-in services, whom they know of us, and attempts on the way.

Nothing here opens anything by itself: no client secret, no subject in clear, no answer.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kvinnofrid.organisations.models import Organisation

USER = "accounts.User"


class SignInService(models.Model):
    """A service of an organisation that vouches for who somebody is.

    `settings` are those in force (`service_rules.Settings` as JSON, empty before the first), and
    `proposed` those that another administrator has to approve. `jwks` are the public keys of an
    OpenID service as last fetched.
    """

    class Protocol(models.TextChoices):
        """What it speaks."""

        OIDC = "oidc", "OpenID Connect"
        SAML = "saml", "SAML 2.0"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sign_in_services")
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    protocol = models.CharField(max_length=4, choices=Protocol)
    active = models.BooleanField(default=False)
    listed = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    jwks = models.JSONField(default=dict)
    keys_fetched_at = models.DateTimeField(null=True, blank=True)
    proposed = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(protocol__in=["oidc", "saml"]), name="sign_in_service_speaks_one_of_two"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceIdentity(models.Model):
    """That a person of a service is a user here. Of who the service says it is, a digest is kept.

    A user is known by a service once, and a person of a service is one user.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(SignInService, models.PROTECT, related_name="identities")
    user = models.ForeignKey(USER, models.PROTECT, related_name="service_identities")
    subject_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "subject_digest"], name="a_person_of_a_service_is_one_user"
            ),
            models.UniqueConstraint(fields=["service", "user"], name="a_service_knows_a_user_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.service_id}"


class ServiceAttempt(models.Model):
    """A sign-in on its way through a service: begun in one browser, answered once, then over.

    `state_digest` is of the unguessable text that the answer must bring, `request_id` what a SAML
    answer must name, `sealed` what only we may know meanwhile. What an answer said is kept from the
    service's form until the browser comes back, a moment later.
    """

    class Purpose(models.TextChoices):
        """What a good answer leads to."""

        SIGN_IN = "sign_in", _("logga in")
        JOIN = "join", _("ta emot en inbjudan")
        LINK = "link", _("koppla till kontot")
        CONFIRM = "confirm", _("bekräfta igen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(SignInService, models.CASCADE, related_name="attempts")
    purpose = models.CharField(max_length=10, choices=Purpose)
    user = models.ForeignKey(USER, models.CASCADE, null=True, blank=True, related_name="+")
    invitation = models.ForeignKey(
        "accounts.Invitation", models.CASCADE, null=True, blank=True, related_name="+"
    )
    state_digest = models.CharField(max_length=64, unique=True)
    request_id = models.CharField(max_length=80, blank=True)
    sealed = models.TextField(blank=True)
    next = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=5)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_digest = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique
    answer = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "answer_digest"], name="an_answer_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="an_attempt_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(answered_at__isnull=False),
                name="an_attempt_is_answered_before_it_is_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.purpose}"
