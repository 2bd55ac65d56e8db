"""Signing what others freeze, with the key of this installation that signs the log's heads."""

from dataclasses import dataclass

from kvinnofrid.audit import signing
from kvinnofrid.audit.operations.sending import signing_key


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature, and the public key that it is checked with as a line of text."""

    signature: str
    public_key: str

    def holds(self, message: bytes) -> bool:
        """Whether it is of the message."""
        return signing.is_signed(message, self.signature, self.public_key)


def seal(message: bytes) -> Seal:
    """Sign a message, which must begin with what it is of. Raises CommandError without a key."""
    key = signing_key()
    public = signing.public_text(key.public).strip()
    return Seal(signing.sign_message(key, message), public)
