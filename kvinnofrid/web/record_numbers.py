"""Numbers in addresses: as long as every database can hold, and nothing there beyond that."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class RecordNumber(IntConverter):
    """A whole number of a record, at most eighteen figures; a longer one is no address of ours."""

    regex = "[0-9]{1,18}"


register_converter(RecordNumber, "number")
