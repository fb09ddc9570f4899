"""When a rollback makes its first request, and how many it makes. I/O: processes, a proxy."""

import statistics
import subprocess
import sys
import time
from contextlib import closing
from typing import Final

from bench.figures import Calls, FirstCall
from bench.stage import Stage
from bench.ways import command, insist
from tests.functional.automation.miniature.proxy import Proxy

_TIMES: Final = 5


def first_call(stage: Stage) -> FirstCall:
    """Typing to the first request; and the machine's own time to start Python, taken in turn."""
    stage.platform.reset()
    pairs = [(_until_first(stage), _idle()) for _ in range(_TIMES)]
    seconds, idle = zip(*pairs, strict=True)
    return FirstCall(statistics.median(seconds), statistics.median(idle))


def calls(stage: Stage) -> Calls:
    """Requests of one rollback, from its beginning to its end."""
    stage.platform.reset()
    with closing(Proxy(stage.variables["AWS_ENDPOINT_URL"])) as proxy:
        ran = subprocess.run(
            command(stage),
            cwd=stage.folder,
            env=stage.variables | {"AWS_ENDPOINT_URL": proxy.endpoint},
            capture_output=True,
            text=True,
            check=False,
        )
        insist(ran.returncode, ran.stderr)
        return Calls(changing=len(proxy.calls), reading=proxy.reads)


def _until_first(stage: Stage) -> float:
    with closing(Proxy(stage.variables["AWS_ENDPOINT_URL"])) as proxy:
        began = time.monotonic()
        process = subprocess.Popen(
            [*command(stage), "--dry-run"],
            cwd=stage.folder,
            env=stage.variables | {"AWS_ENDPOINT_URL": proxy.endpoint},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not (proxy.reads or proxy.calls) and process.poll() is None:
            time.sleep(0.005)
        seconds = time.monotonic() - began
        insist(process.wait(), "the dry run failed")
    return seconds


def _idle() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.monotonic() - began
