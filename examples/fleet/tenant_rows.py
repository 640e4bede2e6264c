"""The rows of one tenant: what `rolecall audit --format rows` writes, or one row that says why there are none."""

import json
import os
import subprocess

PROGRAM = os.environ.get("ROLECALL_PROGRAM", "rolecall")

# Messages are the same wherever it runs: letters and width depend on these.
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "200", "NO_COLOR": "1"}


def tenant_rows(folder: str, at: str) -> list[str]:
    """Each row is a line of JSON with the folder of the tenant in front. A tenant that cannot be read is one row with its error."""
    command = [PROGRAM, "audit", folder, "--at", at, "--format", "rows", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    if done.returncode == 2:
        # The code and the sentence; the help that follows is for somebody at a terminal.
        error = done.stderr.partition("\n  help:")[0]
        return [json.dumps({"folder": folder, "error": " ".join(error.split())})]
    # The line is passed on as the program wrote it: nothing of it is read and written again.
    start = json.dumps({"folder": folder, "error": None})[:-1]
    return [f"{start}, {line[1:]}" for line in done.stdout.splitlines()]
