"""`python -m sandbox load`: a line a second on stderr, the summary on stdout. I/O: HTTP, clock."""

import re
import time
from collections.abc import Callable, Sequence
from typing import Final

import click

from sandbox.errors import ExitCode, NotRunningError
from sandbox.load.generator import Load
from sandbox.load.tally import Tally

_UNITS: Final = {"s": 1, "m": 60, "h": 3600}
_DURATION: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[smh]?)")
_LINE_SECONDS: Final = 1.0


class Duration(click.ParamType[float]):
    """A length of time as `90s`, `2m` or `1h`."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds."""
        found = _DURATION.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is no length of time: 90s, 2m, 1h", param, ctx)
        return float(found["number"]) * _UNITS[found["unit"] or "s"]


def make_load(
    url: str, rps: float, seconds: float, paths: Sequence[str], is_served: Callable[[], bool]
) -> ExitCode:
    """Send, tell what comes, sum up.

    Args:
        url: of the gateway.
        rps: requests a second.
        seconds: how long.
        paths: asked for in turn.
        is_served: whether the sandbox still runs.

    Raises:
        LoadError: the load is not to be made.
        NotRunningError: the sandbox ended meanwhile.
    """
    began = time.monotonic()
    load = Load(url, rps, seconds, paths)
    interrupted = False
    try:
        with load:
            _tell(load, is_served)
    except KeyboardInterrupt:
        interrupted = True
    tally = load.tally
    click.echo(_summary(tally, time.monotonic() - began))
    if interrupted:
        return ExitCode.INTERRUPTED
    return ExitCode.OK if tally.answered else ExitCode.FAILED


def _tell(load: Load, is_served: Callable[[], bool]) -> None:
    told, since = Tally(), time.monotonic()
    while not load.is_over:
        time.sleep(_LINE_SECONDS)
        tally, now = load.tally, time.monotonic()
        click.echo(tally.without(told).line(now - since), err=True)
        told, since = tally, now
        if not is_served():
            raise NotRunningError


def _summary(tally: Tally, seconds: float) -> str:
    return f"{tally.total} requests in {seconds:.0f} s:  {tally.line(seconds).lstrip()}"
