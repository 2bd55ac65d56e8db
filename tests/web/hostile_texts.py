"""Three hundred texts that would be script in a page that forgot to take them as text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

CALL = "kvx7()"
VECTORS = (
    f"<script>{CALL}</script>",
    f"<img src=x onerror={CALL}>",
    f"<svg onload={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<a href='javascript:{CALL}'>x</a>",
    f"<iframe srcdoc='<script>{CALL}</script>'></iframe>",
    f"<details open ontoggle={CALL}>",
    f"<input autofocus onfocus={CALL}>",
    f"<video><source onerror={CALL}></video>",
    f"<object data='javascript:{CALL}'></object>",
    f"<math><mi xlink:href='javascript:{CALL}'>x</mi></math>",
    f"<base href='javascript:{CALL}//'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"<style>@import 'javascript:{CALL}';</style>",
    f"<form action='javascript:{CALL}'><button>x</button></form>",
    f"<template><img src=x onerror={CALL}></template>",
    f"<body onpageshow={CALL}>",
    f"<div hx-on:load='{CALL}' hx-get='/' hx-trigger='load'>x</div>",
    f"javascript:{CALL}",
    f"{{{{constructor.constructor('{CALL}')()}}}}${{{CALL}}}",
)
WAYS_IN = (
    "{}",
    '">{}',
    "'>{}",
    '"{}',
    "</title>{}",
    "</textarea>{}",
    "</script>{}",
    "</style>{}",
    "</svg>{}",
    "-->{}",
    "]]>{}",
    "&lt;{}&gt;",
    "\\\"'`{}",
    "x\u2028{}\u2029",
    '" autofocus onfocus=kvx7() x="{}',
)
FORBIDDEN = {"iframe", "object", "embed", "base", "style", "template", "math", "frame", "applet"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "srcset", "poster"}
SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SCHEMES = {"http", "https", "mailto", "tel"}


def texts() -> list[str]:
    """All of them."""
    return [way.replace("{}", vector) for vector in VECTORS for way in WAYS_IN]


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what could act."""
        names = {name for name, _ in attrs}
        if tag in FORBIDDEN or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in names:
            self.found.append("<meta http-equiv>")
        for name, value in attrs:
            if "kvx7" in name or name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}:
                self.found.append(f"{name}= on <{tag}>")
            if name in ADDRESSES and not _leads_well(value or ""):
                self.found.append(f"{name}={value!r} on <{tag}>")

    handle_startendtag = handle_starttag


def _leads_well(address: str) -> bool:
    scheme = SCHEME.match(address)
    harmless = address == "data:," or address.startswith("data:image/")  # nothing, or a picture
    return scheme is None or scheme[1].lower() in SCHEMES or harmless


def could_act(page: str) -> Iterator[str]:
    """Whatever in a page, or in a picture as SVG, could run as script or lead to one."""
    reading = _Reading()
    reading.feed(page)
    reading.close()
    yield from reading.found
