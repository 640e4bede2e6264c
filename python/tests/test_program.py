"""The command of the wheel behaves as the program does: it is the program."""

import os
import signal
import subprocess
import sys

import pytest
from conftest import AT, PROGRAM, ROOT, environment

COMMANDS = {"program": [str(PROGRAM)], "module": [sys.executable, "-m", "rolecall"]}


@pytest.fixture(params=COMMANDS)
def command(request):
    return COMMANDS[request.param]


def run(command, *args, **more):
    return subprocess.run([*command, *args], cwd=ROOT, env=environment(), capture_output=True, **more)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["audit", "fixtures/contoso", "--at", AT], 0),
        (["explain", "ken@contoso.example", "onboard-sentinel", "fixtures/contoso", "--at", AT], 1),
        (["audit", "no/such/folder"], 2),
        (["no-such-subcommand"], 2),
        (["--version"], 0),
    ],
)
def test_exit_codes_and_streams(command, args, code):
    done = run(command, *args)
    assert done.returncode == code, done.stderr
    assert bool(done.stdout) == (code != 2) and (code != 2 or done.stderr)


def test_version(command):
    assert run(command, "--version").stdout.startswith(b"rolecall 0.1.0 (")


def test_standard_input(command):
    text = (ROOT / "fixtures/contoso/azure/role-assignments.json").read_bytes()
    done = run(command, "audit", "-", "--at", AT, input=text)
    assert done.returncode == 0 and done.stdout


def test_a_closed_pipe_is_no_error(command):
    process = subprocess.Popen(
        [*command, "catalog", "find", "read"], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b"" and process.wait() == 0


@pytest.mark.skipif(os.name != "posix", reason="signals of Unix")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_end_the_program(command, sent):
    process = subprocess.Popen(
        [*command, "audit", "-"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # What runs in the background of a shell ignores SIGINT, and so would the program.
        preexec_fn=lambda: signal.signal(sent, signal.SIG_DFL),
    )
    # More than a pipe holds: when it is written, the program reads.
    process.stdin.write(b"[" + b" " * 300_000)
    process.stdin.flush()
    process.send_signal(sent)
    assert process.wait(timeout=60) == -sent
    assert b"Traceback" not in process.stderr.read()
