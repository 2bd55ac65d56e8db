"""A Spark cluster on this machine: one master, two workers. `python tools/spark_cluster.py`.

It prints the address and runs until Ctrl-C. Java 17 and pyspark are needed:
`python -m pip install --target .spark -r requirements/spark.in`, and PYTHONPATH=.spark.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from pathlib import Path

WORKERS = 2
CORES, MEMORY = "1", "1g"
HERE = "127.0.0.1"
WAIT = 90
"""Seconds until the workers must have come."""
CLASS = "org.apache.spark.deploy"


@dataclass(frozen=True)
class Cluster:
    """A running cluster: where programs connect, and the port where it tells of itself."""

    address: str
    page: int

    def workers(self) -> int:
        """How many workers are alive."""
        connection = HTTPConnection(HERE, self.page, timeout=10)
        try:
            connection.request("GET", "/json/")
            found: int = json.load(connection.getresponse())["aliveworkers"]
        finally:
            connection.close()
        return found


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A master and two workers, which are ended with the block."""
    port, page = _free(), _free()
    running = Cluster(f"spark://{HERE}:{port}", page)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="kv-spark-work-"))
        master = ["master.Master", "--host", HERE, "--port", str(port), "--webui-port", str(page)]
        stack.enter_context(_started(master, folder, "master"))
        for number in range(WORKERS):
            worker = ["worker.Worker", "--host", HERE, "--cores", CORES, "--memory", MEMORY]
            worker += ["--webui-port", "0", "--work-dir", folder, running.address]
            stack.enter_context(_started(worker, folder, f"worker-{number}"))
        until = time.monotonic() + WAIT
        while not _complete(running):
            if time.monotonic() > until:
                raise TimeoutError(f"no {WORKERS} workers after {WAIT} seconds")
            time.sleep(0.5)
        yield running


def _complete(running: Cluster) -> bool:
    try:
        return running.workers() == WORKERS
    except (OSError, HTTPException, json.JSONDecodeError):  # it has not come so far
        return False


@contextmanager
def _started(words: list[str], folder: str, name: str) -> Iterator[None]:
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pyspark is not to be found; see tools/spark_cluster.py")
    home = Path(found.origin).parent
    with (Path(folder) / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            ["bash", str(home / "bin" / "spark-class"), f"{CLASS}.{words[0]}", *words[1:]],
            env={
                **os.environ,
                "SPARK_HOME": str(home),
                "SPARK_LOCAL_IP": HERE,
                "PYSPARK_PYTHON": sys.executable,
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free() -> int:
    with socket.socket() as one:
        one.bind((HERE, 0))
        port: int = one.getsockname()[1]
    return port


if __name__ == "__main__":
    with cluster() as made:
        sys.stdout.write(f"{made.address} ({made.workers()} workers)\n")
        sys.stdout.flush()
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass
