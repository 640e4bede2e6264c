"""The program that the wheel installed, and the fixtures of the repository."""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sysconfig.get_path("scripts")) / "rolecall"
AT = "2025-02-01"


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch):
    """Reports name paths as they were given: both sides start from the same folder, with the same environment."""
    monkeypatch.chdir(ROOT)
    for name in ("TF_BUILD", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def printed():
    """What the program prints, whatever its exit code."""

    def run(*args, stdin=b""):
        done = subprocess.run([PROGRAM, *args], input=stdin, capture_output=True, cwd=ROOT, env=environment())
        return done.stdout.decode()

    return run


def environment():
    return {name: value for name, value in os.environ.items() if name not in ("TF_BUILD", "GITHUB_ACTIONS", "NO_COLOR")}
