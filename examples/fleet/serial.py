#!/usr/bin/env python3
"""Audits a fleet of tenants one after the other: what every other way is held against.

    python3 examples/fleet/serial.py fleet --at 2026-03-01 > rows.jsonl
"""

import argparse
import pathlib

from tenant_rows import tenant_rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fleet", type=pathlib.Path, help="a folder with a folder for each tenant")
    parser.add_argument("--at", required=True, help="the instant that is answered for")
    args = parser.parse_args()
    for folder in sorted(args.fleet.iterdir()):
        for row in tenant_rows(str(folder), args.at):
            print(row)


if __name__ == "__main__":
    main()
