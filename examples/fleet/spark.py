#!/usr/bin/env python3
"""Audits a fleet of tenants with Spark: a table of folders becomes a table of rows. Needs pyspark, pandas (2) and pyarrow.

    python3 examples/fleet/spark.py fleet --at 2026-03-01 > rows.jsonl

On a cluster the folders lie where every executor can read them, and the program where `ROLECALL_PROGRAM` says.
"""

import argparse
import os
import pathlib
import sys
from collections.abc import Iterator

import pandas
from pyspark.sql import SparkSession

HERE = pathlib.Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fleet", type=pathlib.Path, help="a folder with a folder for each tenant")
    parser.add_argument("--at", required=True, help="the instant that is answered for")
    parser.add_argument("--master", default="local-cluster[2,1,1024]", help="where it runs (default: two executors here)")
    args = parser.parse_args()
    # Executors here take the Python that runs this, with its packages.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.master(args.master).appName("rolecall").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.addPyFile(str(HERE / "tenant_rows.py"))
    at = args.at

    def audited(batches: Iterator[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
        from tenant_rows import tenant_rows

        for batch in batches:
            for folder in batch["folder"]:
                yield pandas.DataFrame({"row": tenant_rows(folder, at)})

    folders = [(str(folder.resolve()),) for folder in sorted(args.fleet.iterdir())]
    tenants = session.createDataFrame(folders, "folder string")
    # A tenant is seconds of work at most, so many small parts keep every executor busy.
    parts = max(1, min(len(folders), 64))
    rows = tenants.repartition(parts).mapInPandas(audited, "row string")
    for row in rows.toLocalIterator():
        sys.stdout.write(row["row"] + "\n")
    session.stop()


if __name__ == "__main__":
    main()
