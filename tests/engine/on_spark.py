"""A part of the campaign `spark`: `python -m tests.engine.on_spark duckdb|spark FOLDER`."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kvinnofrid.catalogue import Catalogue, load_shipped
from kvinnofrid.engine import Query
from kvinnofrid.engine.counting import count
from kvinnofrid.engine.databases import Database, Spark, duckdb_over
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.statistics.episodes import tables_of
from tests.engine import large
from tests.engine.timing import cells, digest, values
from tools.spark_cluster import cluster


def shipped() -> tuple[Catalogue, tuple[Query, ...]]:
    """Every table of every shipped indicator, by sex where it is not about sex."""
    catalogue = load_shipped()
    owner = catalogue.outcome_set("unit-results")
    return catalogue, tuple(
        Query(owner.id, owner.version, one.code, table, (2025,), by)
        for one in owner.outcomes
        for table, _ in tables_of(one)
        for by in ([()] if one.code == "sex" else [("sex",)])
    )


@contextmanager
def on_spark(address: str, snapshot: Snapshot) -> Iterator[Spark]:
    """A session of the cluster with the tables of a snapshot."""
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(address)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    try:
        yield Spark(session, snapshot)
    finally:
        session.stop()


def counted(database: Database, snapshot: Snapshot, name: str) -> dict[str, object]:
    """How long the queries took, and what came out."""
    catalogue, queries = large.cube() if name == "cube" else shipped()
    begun = time.perf_counter()
    found = count(queries, database, catalogue, snapshot.areas)
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "cells": cells(found), "digest": digest(values(found))}


def main(what: str, folder: Path) -> dict[str, object]:
    """The cube and the units, by one of the two."""
    found: dict[str, object] = {}
    snapshots = {name: Snapshot.open(folder / name) for name in ("cube", "units")}
    if what == "duckdb":
        for name, snapshot in snapshots.items():
            with duckdb_over(snapshot) as database:
                found[name] = counted(database, snapshot, name)
        return found
    with cluster() as running:
        for name, snapshot in snapshots.items():
            with on_spark(running.address, snapshot) as spark:
                found[name] = counted(spark, snapshot, name) | {"workers": running.workers()}
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], Path(sys.argv[2]))) + "\n")
