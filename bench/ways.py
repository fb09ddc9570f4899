"""The two ways back, each timed as typed. I/O: processes."""

import os
import re
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.stage import Stage, insist
from tests.functional.automation.miniature.proxy import Proxy

SCRIPT: Final = Path(__file__).parent / "written.sh"
_VERIFY: Final = re.compile(r"^(\w+)  \+([\d.]+) s", re.MULTILINE)


@dataclass(frozen=True)
class Timed:
    """One rollback by the tool.

    Attributes:
        traffic_seconds: from the start of its run to the end of the traffic phase.
        peak_bytes: most memory that its process had.
    """

    seconds: float
    traffic_seconds: float
    peak_bytes: int


def by_tool(stage: Stage) -> Timed:
    """`rollback --traffic-only`, from typing to the end of its verification."""
    stage.platform.reset()
    errors = stage.folder.parent / "errors.txt"
    with errors.open("w") as sink:
        began = time.monotonic()
        process = subprocess.Popen(
            _command(stage), cwd=stage.folder, env=stage.variables, stdout=sink, stderr=sink
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
    if status != 0:
        raise RuntimeError(errors.read_text()[-2000:])
    phases = {name: float(at) for name, at in _VERIFY.findall(errors.read_text())}
    return Timed(seconds, phases["verify"], used.ru_maxrss * 1024)


def by_scripts(stage: Stage, aws: Path, sample: int) -> float:
    """Seconds that the written scripts take, for all functions and some of the files.

    Args:
        stage: the platform.
        aws: folder with the `aws` program.
        sample: how many of the files.
    """
    stage.platform.reset()
    lines = stage.lines()
    count = len(stage.good.functions)
    path = f"{aws}{os.pathsep}{stage.variables['PATH']}"
    began = time.monotonic()
    insist(
        subprocess.run(
            [SCRIPT, stage.platform.bucket, stage.platform.distribution_id],
            input="\n".join(lines[: count + sample]) + "\n",
            env=stage.variables | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
    )
    return time.monotonic() - began


def first_call(stage: Stage) -> float:
    """Seconds from typing the command to its first request."""
    stage.platform.reset()
    with closing(Proxy(stage.variables["AWS_ENDPOINT_URL"])) as proxy:
        began = time.monotonic()
        process = subprocess.Popen(
            [*_command(stage), "--dry-run"],
            cwd=stage.folder,
            env=stage.variables | {"AWS_ENDPOINT_URL": proxy.endpoint},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not proxy.reads and process.poll() is None:
            time.sleep(0.005)
        seconds = time.monotonic() - began
        process.wait()
    return seconds


def calls(stage: Stage) -> tuple[int, int]:
    """Requests of one rollback: those that change something, and the others."""
    stage.platform.reset()
    with closing(Proxy(stage.variables["AWS_ENDPOINT_URL"])) as proxy:
        insist(
            subprocess.run(
                _command(stage),
                cwd=stage.folder,
                env=stage.variables | {"AWS_ENDPOINT_URL": proxy.endpoint},
                capture_output=True,
                text=True,
                check=False,
            )
        )
        return len(proxy.calls), proxy.reads


def _command(stage: Stage) -> list[str]:
    options = ["--to", stage.good.commit, "--traffic-only", "--yes", "--reason", "bench"]
    return [sys.executable, "-m", "automation.rollback", "dev", *options]
