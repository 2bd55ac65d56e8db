"""Measure tokens, encrypted fields and requests to the key service: `python tools/measure_keys.py`.

The service runs as a process of its own, with quotas out of the way. Microseconds are medians.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from kvinnofrid.keys.client import KeyClient  # noqa: E402
from kvinnofrid.keys.envelope import decrypt_field, encrypt_field  # noqa: E402
from kvinnofrid.keys.errors import KeyServiceUnavailable  # noqa: E402
from kvinnofrid.keys.identity import read_identity  # noqa: E402
from kvinnofrid.keys.tokens import make_token  # noqa: E402

ROUNDS = 2_000
THREADS = 16
NUMBER = "189001019802"  # Skatteverket's test number
PLACE = ("0184", "8d0c6f0e", "name", 1)
QUOTAS = [
    f"--{what}-per-{span}=1000000000"
    for what in ("requests", "tokens", "data-keys")
    for span in ("minute", "day")
]


def measure(name: str, act: Callable[[], object]) -> None:
    """Print the median of many calls."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter_ns()
        act()
        times.append(time.perf_counter_ns() - started)
    times.sort()
    median, slow = statistics.median(times) / 1000, times[int(ROUNDS * 0.95)] / 1000
    sys.stdout.write(f"{name:<28} {median:8.1f} µs   p95 {slow:8.1f} µs\n")


def main() -> None:
    """Measure all."""
    key, today = bytes(32), date(2026, 1, 1)
    number = read_identity(NUMBER, today=today)
    stored = encrypt_field(key, *PLACE, "Åsa Öberg")
    measure("read an identity number", lambda: read_identity(NUMBER, today=today))
    measure("token, within the service", lambda: make_token(key, "0184", number))
    measure("encrypt a field", lambda: encrypt_field(key, *PLACE, "Åsa Öberg"))
    measure("decrypt a field", lambda: decrypt_field(key, *PLACE, stored))
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        path = Path(folder) / "s"
        words = ["serve", "--store", folder, "--socket", str(path), *QUOTAS]
        process = subprocess.Popen([sys.executable, "-m", "kvinnofrid.keys", *words], cwd=PROJECT)
        try:
            ask(KeyClient(path))
        finally:
            process.terminate()
            process.wait()


def ask(client: KeyClient) -> None:
    """Measure requests, one at a time and many at once."""
    while True:
        try:
            client.health()
            break
        except KeyServiceUnavailable:
            time.sleep(0.02)
    _, wrapped = client.new_data_key("0184")
    measure("token over the socket", lambda: client.token("0184", NUMBER))
    measure("unwrap over the socket", lambda: client.unwrap("0184", wrapped))

    def work() -> None:
        for _ in range(ROUNDS // THREADS):
            client.unwrap("0184", wrapped)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = ROUNDS // THREADS * THREADS / (time.perf_counter() - started)
    sys.stdout.write(f"unwrap, {THREADS} threads: {rate:.0f} a second\n")
    client.close()


if __name__ == "__main__":
    main()
