"""What stands in the tables of a page."""

import re

TABLE = re.compile(r"<table.*?<caption[^>]*>(.*?)</caption>(.*?)</table>", re.DOTALL)
ROW = re.compile(r"<tr><th scope=\"row\">(.*?)</th><td[^>]*>(.*?)</td>")


def plain(html: str) -> str:
    """The text without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def tables_of(html: str) -> dict[str, dict[str, str]]:
    """The tables of a page by caption: each class with what stands beside it."""
    return {
        plain(caption): {plain(name): plain(number) for name, number in ROW.findall(body)}
        for caption, body in TABLE.findall(html)
    }
