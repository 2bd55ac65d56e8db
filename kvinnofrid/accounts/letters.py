"""The only letters that leave the system: that the address of an account has been changed.

Nothing in them says what the system is for, nor who changed it, and nothing in them opens anything.
Without `KV_MAIL_SERVER` none are sent, and whoever corrects is asked to tell the person.
"""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _


def tell_of_address(old: str, new: str) -> tuple[str, ...]:
    """Tell both addresses; those that could not be told."""
    return tuple(one for one in (old, new) if not _sent(one, new=one == new))


def _sent(to: str, *, new: bool) -> bool:
    if not settings.EMAIL_HOST:
        return False
    text = (
        _("Den här adressen är från och med nu den som du loggar in med.")
        if new
        else _("Den här adressen går inte längre att logga in med.")
    )
    more = _("Väntade du dig inte det här? Vänd dig till din chef. Svara inte på brevet.")
    letter = EmailMessage(
        _("Adressen för din inloggning är ändrad"),
        f"{text}\n\n{more}\n",
        settings.DEFAULT_FROM_EMAIL,
        [to],
        connection=get_connection(),
    )
    try:
        return letter.send() == 1
    except (OSError, SMTPException):
        return False
