"""Who can do what in an Azure tenant: offline, exact, with proof.

>>> import rolecall
>>> audit = rolecall.audit("exports")                                   # doctest: +SKIP
>>> [a.verdict for a in audit.answers]                                  # doctest: +SKIP

What is read is a path (a file, a folder or a pattern), several of them, a mapping of names to texts in memory, or bytes. The engine works
without the GIL: threads that ask run side by side. Nothing touches the network.
"""

from __future__ import annotations

from typing import Any, Iterable, Literal, Mapping, Union

from . import _given, _rolecall
from ._errors import ErrorDetail, Place, RolecallError
from ._given import Given, Instant, Path, Tasks, Text
from ._report import (
    Answer,
    Audit,
    Check,
    Diff,
    Explanation,
    Gap,
    Missing,
    Note,
    Prerequisite,
    Principal,
    Readiness,
    Report,
    RoleChange,
    RoleFinding,
    Step,
    Target,
    Task,
    TenantFinding,
    WhoCan,
)

__all__ = [
    "Answer",
    "Audit",
    "Check",
    "Diff",
    "ErrorDetail",
    "Explanation",
    "Gap",
    "Missing",
    "Note",
    "Place",
    "Prerequisite",
    "Principal",
    "Readiness",
    "Report",
    "RoleChange",
    "RoleFinding",
    "RolecallError",
    "Step",
    "Target",
    "Task",
    "TenantFinding",
    "WhoCan",
    "audit",
    "check",
    "diff",
    "explain",
    "readiness",
    "who_can",
]

Names = Union[str, Iterable[str]]


def audit(
    paths: Given,
    *,
    at: Instant = None,
    tasks: Tasks = None,
    complete: Names = (),
    principals: Names = (),
    scopes: Names = (),
    all: bool = False,
    strict_wildcards: bool = False,
) -> Audit:
    """Which tasks each principal can perform, where, and why. With `all` also what is not allowed, with what is missing."""
    by = _tenant(at=at, tasks=tasks, complete=complete, principals=principals, scopes=scopes, strict=strict_wildcards)
    return Audit(_rolecall.audit(_given.given(paths), {**by, "all": all}))


def explain(
    principal: str,
    what: str,
    paths: Given,
    *,
    at: Instant = None,
    tasks: Tasks = None,
    complete: Names = (),
    scopes: Names = (),
    data: bool = False,
    strict_wildcards: bool = False,
) -> Explanation:
    """Why a principal can do something: a task, an action, a pattern or a role; or what is missing, and the least that would do."""
    by = _tenant(at=at, tasks=tasks, complete=complete, scopes=scopes, strict=strict_wildcards)
    return Explanation(_rolecall.explain(_given.given(paths), (principal, what), {**by, "data": data}))


def who_can(
    what: str,
    paths: Given,
    *,
    at: Instant = None,
    tasks: Tasks = None,
    complete: Names = (),
    principals: Names = (),
    scopes: Names = (),
    reach: Literal["at", "below", "anywhere"] = "at",
    data: bool = False,
    all: bool = False,
    strict_wildcards: bool = False,
) -> WhoCan:
    """Everybody who can do something. `reach` says at which scopes an action or a role is asked about."""
    by = _tenant(at=at, tasks=tasks, complete=complete, principals=principals, scopes=scopes, strict=strict_wildcards)
    return WhoCan(_rolecall.who_can(_given.given(paths), what, {**by, "reach": reach, "data": data, "all": all}))


def readiness(
    workspace: str,
    paths: Given,
    *,
    at: Instant = None,
    tasks: Tasks = None,
    complete: Names = (),
    principals: Names = (),
    connected: Names = (),
    strict_wildcards: bool = False,
) -> Readiness:
    """Whether a workspace is ready for the procedure of a pack. `connected`: workspaces that are connected now, or `none`."""
    by = _tenant(at=at, tasks=tasks, complete=complete, principals=principals, strict=strict_wildcards)
    by["connected"] = _given.names(connected)
    return Readiness(_rolecall.readiness(_given.given(paths), workspace, by))


def check(
    paths: Given, *, at: Instant = None, config: Union[None, Path, bytes] = None, strict_wildcards: bool = False
) -> Check:
    """What is wrong with role files. Without `config`, the nearest `.rolecall.yaml` of each file counts, as in a pipeline."""
    by = _roles(at, None, strict_wildcards)
    by.update(_given.config(config, _given.is_texts(paths)))
    return Check(_rolecall.check(_given.given(paths), by))


def diff(
    old: Union[Path, bytes, Mapping[str, Text]],
    new: Union[Path, bytes, Mapping[str, Text]],
    *,
    at: Instant = None,
    tasks: Tasks = None,
    strict_wildcards: bool = False,
) -> Diff:
    """What became of roles between two role files, folders of them or built-in roles; or between texts in memory."""
    if _given.is_texts(old) != _given.is_texts(new):
        raise TypeError("`old` and `new` are both paths, or both texts in memory")
    by = _roles(at, tasks, strict_wildcards)
    by.update(_given.config(None, in_memory=False))
    sides: Any = (_given.given(old), _given.given(new))
    if not _given.is_texts(old):
        if [len(side) for side in sides] != [1, 1]:
            raise TypeError("each side of a difference is one path")
        sides = (sides[0][0], sides[1][0])
    return Diff(_rolecall.diff(sides, by))


def _tenant(
    *,
    at: Instant,
    tasks: Tasks,
    complete: Names,
    principals: Names = (),
    scopes: Names = (),
    strict: bool,
) -> dict[str, Any]:
    return {
        "at": _given.instant(at),
        "complete": _given.names(complete),
        "tasks": _given.tasks(tasks),
        "principals": _given.names(principals),
        "scopes": _given.names(scopes),
        "strict_wildcards": strict,
        "all": False,
        "data": False,
        "reach": "at",
        "connected": [],
    }


def _roles(at: Instant, tasks: Tasks, strict: bool) -> dict[str, Any]:
    return {"at": _given.instant(at), "tasks": _given.tasks(tasks), "strict_wildcards": strict}
