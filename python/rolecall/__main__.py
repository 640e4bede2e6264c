"""`python -m rolecall`: the program that is installed beside this Python."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig


def program() -> str:
    name = "rolecall" + (sysconfig.get_config_var("EXE") or "")
    schemes = [None, f"{os.name}_user"]
    for scheme in schemes:
        folder = sysconfig.get_path("scripts", scheme) if scheme else sysconfig.get_path("scripts")
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    sys.exit(f"rolecall: this installation has the module and no program `{name}`: build the wheel with scripts/wheel.sh")


if __name__ == "__main__":
    if os.name == "posix":
        os.execv(program(), ["rolecall", *sys.argv[1:]])
    sys.exit(subprocess.run([program(), *sys.argv[1:]]).returncode)
