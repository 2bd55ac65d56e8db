"""Field encryption: a data key per record, itself wrapped by a key of the organisation.

Formats, each with its version first:

    field    1 | id of the data key (16) | nonce (12) | ciphertext | tag (16)
    wrapped  1 | id of the wrapping key (16) | id of the data key (16) | nonce (12) | key (32)
             | tag (16)

All before the nonce is authenticated, and so is where the value belongs: organisation, record,
field and version. Moved anywhere else it cannot be opened.
"""

from dataclasses import dataclass

from kvinnofrid.keys.ciphers import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    derive_key,
    keyed_hash,
    new_key,
    seal,
    unseal,
)
from kvinnofrid.keys.encoding import LENGTH_BYTES, encode_parts
from kvinnofrid.keys.errors import NotUnicode, TextTooLong, Undecipherable

FORMAT = 1
ID_BYTES = 16
HEADER_BYTES = 1 + ID_BYTES
WRAPPED_BYTES = HEADER_BYTES + ID_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES
SHORTEST, LONGEST_DOUBLED, LONGEST = 64, 4096, 1 << 20

_FIELD = "kvinnofrid field 1"
_WRAP = "kvinnofrid data key 1"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What a wrapped data key says openly: by which key, and which data key it is (as hex)."""

    wrapping_key: str
    data_key: str


def padded_length(length: int) -> int:
    """The size in bytes that a text of `length` bytes is stored as, its own length included.

    64, then doubled up to 4 096, then whole 4 096: a name and a short note look the same.
    """
    needed, size = length + LENGTH_BYTES, SHORTEST
    while size < needed and size < LONGEST_DOUBLED:
        size *= 2
    return size if needed <= size else -(-needed // LONGEST_DOUBLED) * LONGEST_DOUBLED


def pad(content: bytes) -> bytes:
    """The content with its length before it and zeros after it, up to the bucket's size."""
    return encode_parts((content,)).ljust(padded_length(len(content)), b"\0")


def unpad(padded: bytes) -> bytes:
    """What was padded; raises `Undecipherable` if it was padded in any other way."""
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    content = padded[LENGTH_BYTES : LENGTH_BYTES + length]
    if pad(content) != padded:
        raise Undecipherable
    return content


def data_key_id(plain_key: bytes) -> str:
    """The id of a data key, computed from it but telling nothing about it; 32 hex digits."""
    return keyed_hash(plain_key, b"kvinnofrid data key id 1")[:ID_BYTES].hex()


class Sealer:
    """Seals texts of one record with its data key, whose derived parts are computed once."""

    def __init__(self, plain_key: bytes, organisation: str, record: str) -> None:
        self._header = bytes([FORMAT]) + bytes.fromhex(data_key_id(plain_key))
        self._key = derive_key(plain_key, _FIELD)
        self._place = encode_parts((_FIELD, self._header, organisation, record))

    def seal(self, field: str, version: int, text: str) -> bytes:
        """Encrypt a text for one place. `version` is that of the record it is written in.

        Raises `TextTooLong` beyond a mebibyte, and `NotUnicode` for half characters.
        """
        content = _encoded(text)
        if len(content) > LONGEST:
            raise TextTooLong(size=len(content), limit=LONGEST)
        place = self._place + encode_parts((field, str(version)))
        return self._header + seal(self._key, pad(content), place)


def encrypt_field(
    plain_key: bytes, organisation: str, record: str, field: str, version: int, text: str
) -> bytes:
    """Encrypt one text for its place, as `Sealer.seal` does."""
    return Sealer(plain_key, organisation, record).seal(field, version, text)


def decrypt_field(
    plain_key: bytes, organisation: str, record: str, field: str, version: int, stored: bytes
) -> str:
    """The text; raises `Undecipherable` unless key and place are those it was written with."""
    header = bytes([FORMAT]) + bytes.fromhex(data_key_id(plain_key))
    if stored[:HEADER_BYTES] != header:
        raise Undecipherable
    place = _place(header, organisation, record, field, version)
    return unpad(unseal(derive_key(plain_key, _FIELD), stored[HEADER_BYTES:], place)).decode()


def wrap_new(wrapping_key: bytes, key_id: str, organisation: str) -> tuple[bytes, bytes]:
    """A new data key: as it is, and wrapped for storage beside the record."""
    plain = new_key()
    return plain, wrap(wrapping_key, key_id, organisation, plain)


def wrap(wrapping_key: bytes, key_id: str, organisation: str, plain: bytes) -> bytes:
    """Wrap a data key with a key of the organisation."""
    header = bytes([FORMAT]) + bytes.fromhex(key_id) + bytes.fromhex(data_key_id(plain))
    return header + seal(wrapping_key, plain, encode_parts((_WRAP, header, organisation)))


def unwrap(wrapping_key: bytes, organisation: str, wrapped: bytes) -> bytes:
    """The data key; raises `Undecipherable` if the wrapping key or organisation is another."""
    split = HEADER_BYTES + ID_BYTES
    header, sealed = wrapped[:split], wrapped[split:]
    return unseal(wrapping_key, sealed, encode_parts((_WRAP, header, organisation)))


def read_wrapped(wrapped: bytes) -> Wrapped:
    """The two ids of a wrapped data key; raises `Undecipherable` if it is no such thing."""
    if len(wrapped) != WRAPPED_BYTES or wrapped[0] != FORMAT:
        raise Undecipherable
    return Wrapped(
        wrapped[1:HEADER_BYTES].hex(), wrapped[HEADER_BYTES : HEADER_BYTES + ID_BYTES].hex()
    )


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # its own text would repeat the plain text
        raise NotUnicode from None


def _place(header: bytes, organisation: str, record: str, field: str, version: int) -> bytes:
    return encode_parts((_FIELD, header, organisation, record, field, str(version)))
