"""Tokens and envelopes: known vectors, and what was moved or changed cannot be read."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.keys import ciphers, envelope, tokens
from kvinnofrid.keys.encoding import encode_parts
from kvinnofrid.keys.errors import NotUnicode, TextTooLong, Undecipherable
from kvinnofrid.keys.identity import read_identity
from tests.keys.numbers import TODAY, personal_numbers

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
KEY_ID = "00" * 16
PLACE = ("0180", "record-1", "name", 1)


def test_hmac_gives_the_published_vectors() -> None:
    # RFC 4231, test cases 1, 2 and 3
    assert ciphers.keyed_hash(b"\x0b" * 20, b"Hi There").hex() == (
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    )
    assert ciphers.keyed_hash(b"Jefe", b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
    assert ciphers.keyed_hash(b"\xaa" * 20, b"\xdd" * 50).hex() == (
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    )


def test_aes_gcm_gives_the_published_vector_with_bound_data() -> None:
    # McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16 (in NIST's set)
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    text = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = ciphers.seal(key, text, bound, nonce=nonce)
    assert sealed.hex() == (
        "cafebabefacedbaddecaf888"
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert ciphers.unseal(key, sealed, bound) == text


def test_hkdf_is_as_published_and_apart_for_each_purpose() -> None:
    # RFC 5869 in its own terms: extract with zeros, expand once
    extracted = ciphers.keyed_hash(b"\0" * 32, KEY)
    assert ciphers.derive_key(KEY, "a") == ciphers.keyed_hash(extracted, b"a\x01")
    assert ciphers.derive_key(KEY, "a") != ciphers.derive_key(KEY, "b")


def test_a_token_is_one_for_every_written_form_and_another_for_every_organisation() -> None:
    number = next(n for n in personal_numbers() if n > "1930")
    short = read_identity(f"{number[2:8]}-{number[8:]}", today=TODAY)
    long = read_identity(number, today=TODAY)
    token = tokens.make_token(KEY, "0180", short)
    assert len(token) == 32
    assert tokens.same_token(token, tokens.make_token(KEY, "0180", long))
    assert not tokens.same_token(token, tokens.make_token(KEY, "0181", long))
    assert not tokens.same_token(token, tokens.make_token(OTHER_KEY, "0180", long))
    assert token != ciphers.keyed_hash(KEY, number.encode())


def test_no_two_of_ten_thousand_numbers_share_a_token() -> None:
    numbers = [read_identity(number, today=TODAY) for number in personal_numbers()[:10_000]]
    assert len({tokens.make_token(KEY, "0180", number) for number in numbers}) == 10_000


@given(
    st.lists(st.text(max_size=6) | st.binary(max_size=6), max_size=5),
    st.lists(st.text(max_size=6) | st.binary(max_size=6), max_size=5),
)
@settings(max_examples=300, deadline=None)
def test_two_lists_of_parts_are_encoded_alike_only_when_they_are_alike(
    one: list[str | bytes], other: list[str | bytes]
) -> None:
    as_bytes = [[p.encode() if isinstance(p, str) else p for p in parts] for parts in (one, other)]
    assert (encode_parts(one) == encode_parts(other)) == (as_bytes[0] == as_bytes[1])


def test_moving_a_border_between_parts_changes_the_encoding() -> None:
    assert encode_parts(("ab", "c")) != encode_parts(("a", "bc"))
    assert encode_parts(("a|b", "c")) != encode_parts(("a", "b|c"))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=6000))
@settings(max_examples=200, deadline=None)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    stored = envelope.encrypt_field(KEY, *PLACE, text)
    assert envelope.decrypt_field(KEY, *PLACE, stored) == text
    assert len(text) < 8 or text.encode() not in stored


@pytest.mark.parametrize(
    "place",
    [
        ("0181", "record-1", "name", 1),
        ("0180", "record-2", "name", 1),
        ("0180", "record-1", "address", 1),
        ("0180", "record-1", "name", 2),
        ("0180record-1", "", "name", 1),
        ("0180", "record-1name", "", 1),
    ],
)
def test_a_value_moved_to_another_place_cannot_be_read(place: tuple[str, str, str, int]) -> None:
    stored = envelope.encrypt_field(KEY, *PLACE, "Anna")
    with pytest.raises(Undecipherable):
        envelope.decrypt_field(KEY, *place, stored)


def test_another_key_cannot_read_it_and_the_key_id_is_in_the_value() -> None:
    stored = envelope.encrypt_field(KEY, *PLACE, "Anna")
    assert stored[1:17].hex() == envelope.data_key_id(KEY)
    with pytest.raises(Undecipherable):
        envelope.decrypt_field(OTHER_KEY, *PLACE, stored)
    forged = stored[:1] + bytes.fromhex(envelope.data_key_id(OTHER_KEY)) + stored[17:]
    with pytest.raises(Undecipherable):
        envelope.decrypt_field(OTHER_KEY, *PLACE, forged)


def test_every_single_changed_bit_and_every_cut_is_found() -> None:
    stored = envelope.encrypt_field(KEY, *PLACE, "Anna")
    for place in range(len(stored) * 8):
        changed = bytearray(stored)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(Undecipherable):
            envelope.decrypt_field(KEY, *PLACE, bytes(changed))
    for length in range(len(stored)):
        with pytest.raises(Undecipherable):
            envelope.decrypt_field(KEY, *PLACE, stored[:length])


def test_the_same_text_is_never_stored_the_same_way_twice() -> None:
    assert len({envelope.encrypt_field(KEY, *PLACE, "Anna") for _ in range(100)}) == 100


def test_short_texts_of_different_length_are_stored_at_the_same_length() -> None:
    lengths = {len(envelope.encrypt_field(KEY, *PLACE, "å" * n)) for n in range(31)}
    assert lengths == {1 + 16 + 12 + 64 + 16}


@pytest.mark.parametrize(
    ("length", "stored"),
    [
        (0, 64),
        (60, 64),
        (61, 128),
        (124, 128),
        (125, 256),
        (4092, 4096),
        (4093, 8192),
        (8189, 12288),
    ],
)
def test_the_stored_size_goes_in_steps(length: int, stored: int) -> None:
    assert envelope.padded_length(length) == stored == len(envelope.pad(b"x" * length))


@pytest.mark.parametrize(
    "padded", [b"", b"\0" * 63, b"\0\0\0\1" + b"\0" * 61, b"\0\0\0\1aa" + b"\0" * 58, b"\xff" * 64]
)
def test_padding_of_any_other_shape_is_refused(padded: bytes) -> None:
    with pytest.raises(Undecipherable):
        envelope.unpad(padded)


def test_a_text_too_long_or_with_half_a_character_is_refused_without_repeating_it() -> None:
    with pytest.raises(TextTooLong, match="1048577 bytes"):
        envelope.encrypt_field(KEY, *PLACE, "x" * (envelope.LONGEST + 1))
    with pytest.raises(NotUnicode) as caught:
        envelope.encrypt_field(KEY, *PLACE, "hemligt\ud800")
    assert "hemligt" not in json.dumps([str(caught.value), repr(caught.value)])
    assert caught.value.__cause__ is None


def test_a_wrapped_key_opens_for_its_organisation_and_key_alone() -> None:
    plain, wrapped = envelope.wrap_new(KEY, KEY_ID, "0180")
    assert len(wrapped) == envelope.WRAPPED_BYTES
    assert envelope.unwrap(KEY, "0180", wrapped) == plain
    assert envelope.read_wrapped(wrapped) == envelope.Wrapped(KEY_ID, envelope.data_key_id(plain))
    for key, organisation in ((OTHER_KEY, "0180"), (KEY, "0181")):
        with pytest.raises(Undecipherable):
            envelope.unwrap(key, organisation, wrapped)


def test_a_wrapped_key_that_was_changed_anywhere_does_not_open() -> None:
    _, wrapped = envelope.wrap_new(KEY, KEY_ID, "0180")
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises(Undecipherable):
            envelope.unwrap(KEY, "0180", bytes(changed))
    for wrong in (b"", wrapped[:-1], wrapped + b"\0", b"\2" + wrapped[1:]):
        with pytest.raises(Undecipherable):
            envelope.read_wrapped(wrong)


def test_data_keys_are_random() -> None:
    assert len({envelope.wrap_new(KEY, KEY_ID, "0180")[0] for _ in range(100)}) == 100
