"""What can be wrong with a change as it was asked for; nothing has then been changed."""


class AccountChangeError(ValueError):
    """A change that cannot be made; its text says why and what to do, in the user's language."""


class AlreadyHeldError(AccountChangeError):
    """The user holds the role there already, or it is proposed."""


class PeriodError(AccountChangeError):
    """The days do not make a period."""


class LocksOutError(AccountChangeError):
    """Demands on sign-ins that whoever makes them does not meet."""


class NotOfTheUnitError(AccountChangeError):
    """The user has no role in that unit."""


class AddressError(AccountChangeError):
    """An e-mail address that the account cannot have, or a correction that changes nothing."""


class IdentityTakenError(AccountChangeError):
    """Another account in the organisation is the same person."""


class IdentityDiffersError(AccountChangeError):
    """The account is somebody else's already, by the number that was given before."""


class TooManyTriesError(AccountChangeError):
    """A number has been tried too often."""


class InvitationUsedError(AccountChangeError):
    """The invitation is used, withdrawn or too old."""
