"""XML from strangers: no document types, no entities, not too deep."""

from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from lxml import etree

from kvinnofrid.accounts.protocols.answers import AnswerRefusedError, Refusal


def checked_xml(content: bytes) -> Any:
    """The XML's outermost element, when it is harmless to parse. Raises AnswerRefusedError."""
    try:
        fromstring(content, forbid_dtd=True)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(content, parser)
    except (
        DefusedXmlException,
        ParseError,
        etree.LxmlError,
        ValueError,
        LookupError,
        RecursionError,
    ):
        raise AnswerRefusedError(Refusal.FORMAT) from None


def has_comments(root: Any) -> bool:
    """Whether anything stands between the lines: what readers may pass over, or break off at."""
    return bool(root.getroottree().xpath("//comment() | //processing-instruction()"))
