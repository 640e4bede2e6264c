"""What a caller gives, as the extension module takes it."""

from __future__ import annotations

import datetime
import os
from typing import Any, Iterable, Mapping, Optional, Tuple, Union

Text = Union[str, bytes]
"""A text in memory: str, or bytes in UTF-8, or in UTF-16 with a byte order mark."""
Path = Union[str, "os.PathLike[str]"]
"""A file, a folder or a pattern of paths."""
Given = Union[Path, Iterable[Path], bytes, Mapping[str, Text]]
"""Paths; or texts in memory by name. Bytes alone are a text that is called `-`, like standard input."""
Tasks = Union[None, Path, Mapping[str, Text], Iterable[Path]]
"""Task packs: ids or files, or texts by name."""
Instant = Union[None, str, datetime.datetime, datetime.date]
"""An instant: `2026-03-01T09:00:00Z`, a date, or None for now. A datetime without a time zone is refused."""


def is_texts(given: Given) -> bool:
    return isinstance(given, (bytes, bytearray, memoryview, Mapping))


def given(what: Given) -> "list[str] | list[Tuple[str, bytes]]":
    if isinstance(what, (bytes, bytearray, memoryview)):
        return [("-", bytes(what))]
    if isinstance(what, Mapping):
        return [(name, _bytes(text)) for name, text in what.items()]
    return paths(what)


def paths(what: Union[Path, Iterable[Path]]) -> list[str]:
    if isinstance(what, (str, os.PathLike)):
        return [os.fspath(what)]
    return [os.fspath(one) for one in what]


def tasks(what: Tasks) -> "list[str | Tuple[str, bytes]]":
    if what is None:
        return []
    if isinstance(what, Mapping):
        return [(name, _bytes(text)) for name, text in what.items()]
    return list(paths(what))


def names(what: Union[str, Iterable[str]]) -> list[str]:
    return [what] if isinstance(what, str) else list(what)


def instant(at: Instant) -> Optional[str]:
    if at is None or isinstance(at, str):
        return at
    if isinstance(at, datetime.datetime):
        if at.tzinfo is None:
            raise ValueError("`at` has no time zone: give an aware datetime, such as datetime.now(timezone.utc)")
        return at.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    return at.isoformat()


def config(what: Union[None, Path, bytes], in_memory: bool) -> dict[str, Any]:
    """A configuration is a path beside paths, and a text beside texts."""
    if what is None:
        return {"config": None, "config_text": None}
    if isinstance(what, bytes):
        if not in_memory:
            raise TypeError("`config` is a text, but the role files are paths: give its path")
        return {"config": None, "config_text": (".rolecall.yaml", what)}
    if not in_memory:
        return {"config": os.fspath(what), "config_text": None}
    with open(what, "rb") as file:
        return {"config": None, "config_text": (os.fspath(what), file.read())}


def _bytes(text: Text) -> bytes:
    return text.encode() if isinstance(text, str) else bytes(text)
