"""What is raised where there is no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Place:
    """A place in a text: line and column begin at 1, columns count characters."""

    path: str
    line: int
    column: int


@dataclass(frozen=True)
class ErrorDetail:
    """One mistake."""

    code: str
    """A stable code, such as `read::cut_off`."""
    message: str
    """One sentence."""
    place: Optional[Place] = None
    """Where it stands, if it stands anywhere."""
    help: Optional[str] = None
    """What to do about it."""


class RolecallError(Exception):
    """Why there is no answer: code, place and help are those of the first mistake, `details` has all of them."""

    def __init__(self, message: str, details: list[ErrorDetail]) -> None:
        super().__init__(message)
        self.details: tuple[ErrorDetail, ...] = tuple(details)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (str(self), list(self.details)))

    @property
    def code(self) -> str:
        return self.details[0].code if self.details else ""

    @property
    def place(self) -> Optional[Place]:
        return self.details[0].place if self.details else None

    @property
    def help(self) -> Optional[str]:
        return self.details[0].help if self.details else None
