"""Why something with keys could not be done: what is wrong and what to do, never with a secret.

No text here may hold an identity number, a key or a piece of plain text. Facts are names of
organisations, ids of keys, and counts.
"""

# ruff: noqa: N818 - the names say what is wrong

from typing import ClassVar

Fact = str | int


class KeysError(Exception):
    """Something with keys, tokens or encrypted fields went wrong; nothing was handed out."""

    swedish: ClassVar[str] = "Nyckeltjänsten kunde inte göra det som begärdes."
    english: ClassVar[str] = "The key service could not do what was asked."

    def __init__(self, **facts: Fact) -> None:
        self.facts = facts
        super().__init__(facts)

    def message(self, lang: str = "sv") -> str:
        """What is wrong and what to do, in Swedish (``sv``) or English (anything else)."""
        text = self.swedish if lang.startswith("sv") else self.english
        return text.format_map(self.facts)

    def __str__(self) -> str:
        return self.message("en")


class KeyServiceUnavailable(KeysError):
    """No answer: not running, died on the way, or too slow. The caller must show nothing."""

    swedish = (
        "Nyckeltjänsten svarar inte ({reason}). Inget har visats och inget har sparats. "
        "Försök igen om en stund. Drift: starta om den med ”systemctl restart kvinnofrid-keys”, "
        "i demon med ./kv start."
    )
    english = (
        "The key service does not answer ({reason}). Nothing was shown and nothing was saved. "
        "Try again in a while. Operations: `systemctl restart kvinnofrid-keys`, "
        "in the demo `./kv start`."
    )


class QuotaExceeded(KeysError):
    """More than the service allows in a minute or a day; `seconds` until there is room again."""

    swedish = (
        "Gränsen för {what} är nådd för {whom}. Vänta {seconds} sekunder. Händer det utan att "
        "många personer registreras på en gång: säg till den som granskar loggen."
    )
    english = (
        "The limit on {what} is reached for {whom}. Wait {seconds} seconds. If nobody is "
        "registering many persons at once, tell whoever reviews the log."
    )


class KeyDestroyed(KeysError):
    """The key is destroyed, so what it protected cannot be read by anybody, ever."""

    swedish = (
        "Nyckeln {key} är förstörd, och det som den skyddade kan aldrig läsas igen. "
        "Kommer uppgiften från en återläst säkerhetskopia: gallra den på nytt."
    )
    english = (
        "Key {key} is destroyed, and what it protected can never be read again. "
        "If the data come from a restored backup, erase them anew."
    )


class KeyUnknown(KeysError):
    """No such key in the store, and none was ever made here: the data are from somewhere else."""

    swedish = (
        "Nyckeln {key} finns inte i nyckelförrådet. Uppgifterna hör till en annan installation "
        "eller organisation."
    )
    english = (
        "Key {key} is not in the key store. The data belong to another installation or "
        "organisation."
    )


class KeyMissing(KeysError):
    """The ledger says that the key was made, but the store, restored from before, lacks it."""

    swedish = (
        "Nyckeln {key} har skapats men saknas i nyckelförrådet, som alltså är återläst från en "
        "äldre kopia. Läs in en nyare kopia av förrådet."
    )
    english = (
        "Key {key} was made but is not in the key store, which must have been restored from an "
        "older copy. Restore a newer copy of the store."
    )


class KeyInUse(KeysError):
    """The organisation's current key; destroying it takes all of its records with it."""

    swedish = (
        "Nyckeln {key} är den som används nu. Byt nyckel och packa om det som den skyddar först, "
        "eller lägg till --current om allt som den skyddar ska bli oläsligt."
    )
    english = (
        "Key {key} is in use. Rotate and rewrap what it protects first, or add --current if all "
        "that it protects shall become unreadable."
    )


class NotPermitted(KeysError):
    """The peer's user id may not do this over the socket."""

    swedish = (
        "Användaren med uid {uid} får inte göra detta ({what}). Kör kommandot som den användare "
        "som nyckeltjänsten har, eller som root."
    )
    english = (
        "The user with uid {uid} may not do this ({what}). Run the command as the user of the "
        "key service, or as root."
    )


class BadRequest(KeysError):
    """What came over the socket is not in the protocol; a fault in the program that sent it."""

    swedish = "Nyckeltjänsten förstår inte begäran: {reason}. Det är ett fel i programmet."
    english = "The key service does not understand the request: {reason}. The program is at fault."


class JournalFailed(KeysError):
    """The journal could not be written, so nothing is handed out."""

    swedish = (
        "Nyckeltjänstens journal går inte att skriva ({reason}), och utan journal lämnas inget "
        "ut. Frigör utrymme på disken."
    )
    english = (
        "The journal of the key service cannot be written ({reason}), and without it nothing is "
        "handed out. Free some disk space."
    )


class StoreFailed(KeysError):
    """A change of the key store could not be written; what stood there before still holds."""

    swedish = (
        "Nyckelförrådet går inte att skriva ({reason}). Ändringen är inte gjord. "
        "Frigör utrymme på disken och försök igen."
    )
    english = (
        "The key store cannot be written ({reason}). The change was not made. "
        "Free some disk space and try again."
    )


class StoreRefused(KeysError):
    """The service does not start on this store; `reason_sv` and `reason_en` say why."""

    swedish = "Nyckeltjänsten startar inte: {reason_sv}"
    english = "The key service does not start: {reason_en}"


class Undecipherable(KeysError):
    """Changed, moved from another record, field or organisation, or not made by this program."""

    swedish = (
        "Den krypterade uppgiften går inte att läsa på den här platsen. Den är ändrad eller "
        "flyttad från en annan post. Återläs posten ur en säkerhetskopia och utred varför."
    )
    english = (
        "The encrypted value cannot be read in this place. It was changed, or moved from another "
        "record. Restore the record from a backup and find out why."
    )


class TextTooLong(KeysError):
    """More bytes than a field takes."""

    swedish = "Texten är för lång: {size} byte, och gränsen är {limit}. Korta den."
    english = "The text is too long: {size} bytes, and the limit is {limit}. Shorten it."


class NotUnicode(KeysError):
    """A text with half a character, which no encoding can hold."""

    swedish = "Texten innehåller tecken som inte går att spara. Klistra in den på nytt."
    english = "The text holds characters that cannot be saved. Paste it again."


def _below(kind: type[KeysError]) -> list[type[KeysError]]:
    return [kind] + [found for child in kind.__subclasses__() for found in _below(child)]


ERRORS: dict[str, type[KeysError]] = {kind.__name__: kind for kind in _below(KeysError)}
"""The errors that may come over the socket, by name."""
