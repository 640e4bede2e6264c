"""What the questions return: reports, and the parts of them as dataclasses.

A report writes itself when it is asked to; its parts are read from its JSON at first use. The JSON has more than the dataclasses name:
`document` has all of it, and docs/schema/ its schemas.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Optional, Type, TypeVar

from . import _rolecall
from ._errors import ErrorDetail, RolecallError

if TYPE_CHECKING:
    import pyarrow  # type: ignore[import-untyped,unused-ignore]

Verdict = Literal["allowed", "eligible", "conditional", "unknown", "blocked", "not_allowed", "not_asked"]
Severity = Literal["error", "warning", "note"]
T = TypeVar("T")


@dataclass(frozen=True)
class Principal:
    """A user, group or service principal."""

    id: str
    type: str
    name: Optional[str]
    upn: Optional[str]


@dataclass(frozen=True)
class Target:
    """What a task is done to."""

    id: str
    kind: str
    name: Optional[str]


@dataclass(frozen=True)
class Task:
    """A task of a pack, or the action that was asked about."""

    id: str
    pack: str
    title: str
    target: str


@dataclass(frozen=True)
class Step:
    """A grant in the proof of an answer, with the file and the record that show it."""

    principal: str
    via: tuple[str, ...]
    kind: str
    assignment: Optional[str]
    role: Optional[str]
    role_name: Optional[str]
    scope: str
    pattern: Optional[str]
    satisfies: str
    input: Optional[str]
    record: Optional[int]


@dataclass(frozen=True)
class Missing:
    """Why an answer is not yes."""

    code: str
    subject: str
    message: str
    at: Optional[str]


@dataclass(frozen=True)
class Answer:
    """What some principals, who hold the same, can do: a task at some targets."""

    principals: tuple[Principal, ...]
    task: Task
    targets: tuple[Target, ...]
    verdict: Verdict
    basis: Optional[Literal["listed", "actions", "covers"]]
    proof: tuple[Step, ...]
    missing: tuple[Missing, ...]
    condition: Optional[str]


@dataclass(frozen=True)
class Gap:
    """What the exports lack, with the command that exports it."""

    code: str
    subject: str
    message: str
    remedy: Optional[str]


@dataclass(frozen=True)
class Note:
    """What was odd about the inputs."""

    severity: Severity
    code: str
    message: str
    help: Optional[str]
    path: Optional[str]
    line: Optional[int]
    column: Optional[int]


@dataclass(frozen=True)
class TenantFinding:
    """What an audit says of the tenant as a whole."""

    code: str
    severity: Severity
    message: str
    subject: str
    principals: tuple[str, ...]
    input: Optional[str]
    record: Optional[int]


@dataclass(frozen=True)
class Prerequisite:
    """What has to be true before a procedure begins."""

    id: str
    title: str
    weight: str
    status: str
    message: str


@dataclass(frozen=True)
class RoleFinding:
    """What is wrong with a role file."""

    lint: str
    severity: Severity
    message: str
    help: Optional[str]
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    role: Optional[str]
    witness: Optional[str]
    fingerprint: str
    known: bool


@dataclass(frozen=True)
class RoleChange:
    """What became of a role."""

    name: str
    old_name: Optional[str]
    id: Optional[str]
    change: str
    gained: tuple[Any, ...]
    lost: tuple[Any, ...]
    tasks_gained: tuple[Any, ...]
    tasks_lost: tuple[Any, ...]


def _part(kind: Type[T], record: dict[str, Any]) -> T:
    """A dataclass from the keys of an object that it names."""
    values = {field.name: record.get(field.name) for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """An answer."""

    _report: _rolecall.Report

    def render(self, format: str) -> str:
        """The report as `rolecall ... --format FORMAT` writes it."""
        return self._report.render(format)

    def to_json(self) -> str:
        """The report as JSON: byte for byte what `--format json` writes."""
        return self.render("json")

    @cached_property
    def document(self) -> dict[str, Any]:
        """The JSON, read."""
        return json.loads(self.to_json())  # type: ignore[no-any-return]

    @property
    def schema(self) -> str:
        """The name of the schema, such as `rolecall/audit@1`."""
        return str(self.document["schema"])

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        return tuple(_part(Note, note) for note in self.document["notes"])

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(_part(Gap, gap) for gap in self.document["gaps"])

    def rows(self) -> list[dict[str, Any]]:
        """The answers as flat rows."""
        raise NotImplementedError

    def table(self) -> "pyarrow.Table":
        """The rows as a table of pyarrow, which has to be installed (`pip install 'rolecall[arrow]'`). The rows are copied."""
        try:
            import pyarrow
        except ImportError as error:
            help = "pip install 'rolecall[arrow]', or take rows()"
            detail = ErrorDetail("python::no_pyarrow", "pyarrow is not installed", None, help)
            raise RolecallError(detail.message, [detail]) from error
        return pyarrow.Table.from_pylist(self.rows())

    def __repr__(self) -> str:
        return f"<rolecall.{type(self).__name__} {self.schema}>"


class _Answers(Report):
    """A report about principals and tasks."""

    @cached_property
    def principals(self) -> tuple[Principal, ...]:
        return tuple(_part(Principal, one) for one in self.document["principals"])

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(_part(Task, one) for one in self.document["tasks"])

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        return tuple(_part(Target, one) for one in self.document["targets"])

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """What those who hold the same can do."""
        people = {one.id: one for one in self.principals}
        tasks = {(one.pack, one.id): one for one in self.tasks}
        targets = {one.id: one for one in self.targets}
        found = []
        for of in self.document["classes"]:
            who = tuple(people[id] for id in of["principals"])
            for result in of["results"]:
                found.append(
                    Answer(
                        principals=who,
                        task=tasks[(result["pack"], result["task"])],
                        targets=tuple(targets.get(id) or Target(id, id, None) for id in result["targets"]),
                        verdict=result["verdict"],
                        basis=result["basis"],
                        proof=tuple(_part(Step, step) for step in result["proof"]),
                        missing=tuple(_part(Missing, one) for one in result["missing"]),
                        condition=result["condition"],
                    )
                )
        return tuple(found)

    def rows(self) -> list[dict[str, Any]]:
        """One row for each principal, task and target: the columns of `--format rows`."""
        return [json.loads(line) for line in self.render("rows").split("\n") if line]


class Audit(_Answers):
    """Which tasks each principal can perform: `rolecall audit`."""

    @cached_property
    def findings(self) -> tuple[TenantFinding, ...]:
        return tuple(_part(TenantFinding, one) for one in self.document["findings"])


class Explanation(_Answers):
    """Why a principal can do something, or what is missing: `rolecall explain`."""

    @property
    def answer(self) -> Literal["yes", "no", "unknown"]:
        return self.document["answer"]  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        """Whether the answer is yes; no and unknown are not."""
        return self._report.holds() is True


class WhoCan(_Answers):
    """Everybody who can do something: `rolecall who-can`."""

    @property
    def answer(self) -> Literal["yes", "no", "unknown"]:
        return self.document["answer"]  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        """Whether somebody surely can."""
        return self._report.holds() is True


class Readiness(_Answers):
    """Whether a workspace, and the people, are ready: `rolecall readiness`."""

    @property
    def readiness(self) -> str:
        """`ready`, `ready_after_activation`, and so on, as in the schema."""
        return str(self.document["readiness"])

    @cached_property
    def prerequisites(self) -> tuple[Prerequisite, ...]:
        packs = self.document["packs"]
        return tuple(_part(Prerequisite, one) for pack in packs for one in pack["prerequisites"])

    def __bool__(self) -> bool:
        """Whether the procedure can begin, be it after an activation."""
        return self._report.holds() is True

    def rows(self) -> list[dict[str, Any]]:
        """The rows of `--format csv`: packs, prerequisites, tasks, and answers."""
        return list(csv.DictReader(io.StringIO(self.render("csv"), newline="")))


class Check(Report):
    """What is wrong with role files: `rolecall check`."""

    @cached_property
    def findings(self) -> tuple[RoleFinding, ...]:
        return tuple(_part(RoleFinding, one) for one in self.document["findings"])

    def __bool__(self) -> bool:
        """Whether the files pass: no finding is an error that nobody has accepted."""
        return self._report.holds() is True

    def rows(self) -> list[dict[str, Any]]:
        """One row for each finding."""
        names = [field.name for field in fields(RoleFinding)]
        return [{name: one.get(name) for name in names} for one in self.document["findings"]]


class Diff(Report):
    """What became of roles: `rolecall diff`."""

    @cached_property
    def roles(self) -> tuple[RoleChange, ...]:
        return tuple(_part(RoleChange, one) for one in self.document["roles"])

    @property
    def adds_access(self) -> bool:
        """Whether some role gives more than before."""
        return self._report.holds() is True

    def rows(self) -> list[dict[str, Any]]:
        """One row for each role: its name, its id and what became of it."""
        return [{name: one.get(name) for name in ("id", "name", "old_name", "change")} for one in self.document["roles"]]
