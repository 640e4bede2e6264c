#!/usr/bin/env python3
"""Makes a fleet of example tenants: copies of one folder of exports, each with ids of its own.

    python3 examples/fleet/make_tenants.py fixtures/contoso fleet --tenants 500 --broken 5

The last ones are broken: instead of exports they have what a proxy answered, so that there is nothing to audit.
"""

import argparse
import pathlib
import re
import uuid

GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")


def known_to_everybody(root: pathlib.Path) -> set[str]:
    """The ids of built-in roles: they are the same in every tenant."""
    catalog = root / "rules" / "catalog"
    names = ["roles.txt", "directory-roles.txt"]
    return {guid.lower() for name in names for guid in GUID.findall((catalog / name).read_text())}


def text_of(file: pathlib.Path) -> str:
    """What a file says. Windows PowerShell writes UTF-16 with a mark at its start."""
    bytes_ = file.read_bytes()
    return bytes_.decode("utf-16" if bytes_[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")


def renamed(text: str, tenant: int, same: set[str]) -> str:
    """The text with the ids of another tenant."""

    def own(match: re.Match[str]) -> str:
        guid = match.group().lower()
        return guid if guid in same else str(uuid.uuid5(uuid.UUID(guid), f"tenant {tenant}"))

    return GUID.sub(own, text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exports", type=pathlib.Path, help="the folder that is copied")
    parser.add_argument("fleet", type=pathlib.Path, help="the folder that gets a folder for each tenant")
    parser.add_argument("--tenants", type=int, default=500)
    parser.add_argument("--broken", type=int, default=0, help="how many of them are broken")
    args = parser.parse_args()
    same = known_to_everybody(pathlib.Path(__file__).resolve().parents[2])
    files = sorted(file for file in args.exports.rglob("*") if file.is_file())
    texts = {file.relative_to(args.exports): text_of(file) for file in files}
    for tenant in range(args.tenants):
        is_broken = tenant >= args.tenants - args.broken
        for name, text in ({pathlib.Path("answer.html"): "<h1>502</h1>"} if is_broken else texts).items():
            file = args.fleet / f"tenant-{tenant:05}" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(renamed(text, tenant, same))


if __name__ == "__main__":
    main()
