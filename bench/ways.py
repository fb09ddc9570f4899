"""The two ways back of the traffic, each timed as typed. I/O: processes, files."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from bench.figures import Scripted, Timed
from bench.stage import Stage

_HERE: Final = Path(__file__).parent
SCRIPT: Final = _HERE / "written.sh"
LAUNCH: Final = _HERE / "launch.py"


def command(stage: Stage) -> list[str]:
    """The rollback as it is typed."""
    options = ["--to", stage.good.commit, "--traffic-only", "--yes", "--reason", "bench"]
    return [sys.executable, "-m", "automation.rollback", "dev", *options]


def by_tool(stage: Stage) -> Timed:
    """`rollback --traffic-only`, from typing to the end of its verification."""
    stage.platform.reset()
    peak = stage.folder.parent / "peak.txt"
    process = subprocess.Popen(
        [sys.executable, str(LAUNCH), str(peak), *command(stage)],
        cwd=stage.folder,
        env=stage.variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    began = time.monotonic()
    phases: dict[str, float] = {}
    said: list[str] = []
    for line in process.stderr or ():
        said.append(line)
        phases.setdefault(line.partition(" ")[0], time.monotonic() - began)
    insist(process.wait(), "".join(said))
    seconds = time.monotonic() - began
    return Timed(phases["hold"], phases["verify"], seconds, int(peak.read_text()))


def by_scripts(stage: Stage, aws: Path, sample: int) -> Scripted:
    """The written scripts, for all functions and some of the files.

    Args:
        stage: the platform.
        aws: folder with the `aws` program.
        sample: how many of the files.
    """
    stage.platform.reset()
    count = len(stage.good.functions)
    began = time.time()
    ran = subprocess.run(
        [SCRIPT, stage.platform.bucket, stage.platform.distribution_id],
        input="\n".join(stage.lines()[: count + sample]) + "\n",
        env=stage.variables | {"PATH": f"{aws}{os.pathsep}{stage.variables['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    insist(ran.returncode, ran.stderr)
    ended = {kind: float(at) for kind, at in (line.split() for line in ran.stdout.splitlines())}
    return Scripted(
        functions_seconds=ended["function"] - began,
        files_seconds=ended["file"] - ended["function"],
        cache_seconds=ended["cache"] - ended["file"],
        sample=sample,
    )


def insist(code: int, said: str) -> None:
    """Stop the bench where a way back failed: its time would mean nothing."""
    if code != 0:
        raise RuntimeError(f"exit code {code}: {said[-2000:]}")
