"""The zip container of a workbook, checked before anything in it is unpacked."""

import io
import struct
import zipfile
from typing import BinaryIO

from kvinnofrid.spreadsheets.errors import DamagedFile, PasswordProtected, UnsafeArchive
from kvinnofrid.spreadsheets.limits import MEBIBYTE, Limits

_END = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_END_SIZE = 22
_LOCAL_HEADER_SIZE = 30
_DIRECTORY_BYTES_PER_ENTRY = 512
_ENCRYPTED = 0x1


def open_archive(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its directory promises to stay within the limits.

    Only stored and deflated parts are accepted: the other methods need memory that the archive
    itself decides on. Python's reader never gives more bytes than the directory says, so limits
    on the stated sizes are limits on what is unpacked.
    """
    _check_end(file, limits)
    file.seek(0)
    archive = zipfile.ZipFile(file)
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise UnsafeArchive(detail=f"{len(entries)} entries")
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise UnsafeArchive(detail="duplicate names")
    for entry in entries:
        _check_entry(entry, limits)
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise UnsafeArchive(detail="unpacked size")
    _check_overlap(entries)
    return archive


def _check_end(file: BinaryIO, limits: Limits) -> None:
    """Look at the end record before the whole directory is read into memory."""
    size = file.seek(0, io.SEEK_END)
    tail_size = min(size, _END_SIZE + 65_535)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise DamagedFile(detail="zip")
    if _ZIP64_LOCATOR in tail[:at][-20:]:
        raise UnsafeArchive(detail="zip64")
    disk, first_disk, _, entries, directory = struct.unpack_from("<HHHHL", tail, at + 4)
    if disk or first_disk:
        raise DamagedFile(detail="zip")
    if entries > limits.entries or directory > limits.entries * _DIRECTORY_BYTES_PER_ENTRY:
        raise UnsafeArchive(detail=f"{entries} entries")


def _check_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise PasswordProtected
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnsafeArchive(detail="compression method")
    if entry.file_size > max(MEBIBYTE, entry.compress_size * limits.ratio):
        raise UnsafeArchive(detail=f"ratio of {entry.filename[:60]}")


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Parts that share bytes let a small file unpack to an enormous one."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise UnsafeArchive(detail="overlapping parts")
        end = entry.header_offset + _LOCAL_HEADER_SIZE + entry.compress_size
