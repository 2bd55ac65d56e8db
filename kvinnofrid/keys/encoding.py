"""Several texts as one sequence of bytes that no other texts give."""

from collections.abc import Iterable

LENGTH_BYTES = 4


def encode_parts(parts: Iterable[str | bytes]) -> bytes:
    """Each part with its length before it, so that no two different lists look the same."""
    result = bytearray()
    for part in parts:
        content = part.encode("utf-8") if isinstance(part, str) else part
        result += len(content).to_bytes(LENGTH_BYTES, "big") + content
    return bytes(result)
