"""What all tests share: the loaded database and a browser that starts on any machine."""

import os
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Chromium of the machine, without anything that reaches for a network."""
    return {
        "executable_path": os.environ.get("KV_CHROMIUM", "/usr/bin/chromium"),
        "args": CHROMIUM_FLAGS,
        "headless": True,
    }
