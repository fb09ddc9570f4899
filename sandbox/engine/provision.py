"""The engine by the first way that is open.

I/O: the user's cache, by way of `Cache`; the ways do the rest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from sandbox.engine.build import build
from sandbox.engine.cache import Cache
from sandbox.engine.download import download
from sandbox.engine.engine import Engine, Source
from sandbox.engine.errors import EngineError, WayClosedError
from sandbox.engine.installed import installed
from sandbox.engine.progress import Progress


@dataclass(frozen=True)
class Way:
    """One way to an engine.

    `obtain` fills the staging folder with `bin` and `plugins`, returns the folder of `pulumi` if
    that lies elsewhere, and raises `WayClosedError` when the way is not open on this machine.
    """

    source: Source
    title: str
    obtain: Callable[[Path, Progress], Path | None]


WAYS = (
    Way("path", "a pulumi on PATH", installed),
    Way("download", "the official download", download),
    Way("build", "a build from source", build),
)


def find() -> Engine | None:
    """The cached engine, None if it must be provisioned first. Does no work."""
    return Cache.of_user().find()


def provision(console: Console) -> Engine:
    """The cached engine, or a new one by the first way that is open.

    :param console: where progress goes, stderr as a rule; nothing is printed when it is cached.
    :raises EngineError: when no way is open, with what is missing.
    """
    return provision_into(Cache.of_user(), WAYS, console)


def provision_into(cache: Cache, ways: Sequence[Way], console: Console) -> Engine:
    """`provision` with everything given."""
    found = cache.find()
    if found is not None:
        return found
    progress = Progress(console)

    def on_wait() -> None:
        progress.say("Another process is getting the Pulumi engine; waiting for it …")

    with cache.locked(on_wait):
        return cache.find() or _obtain(cache, ways, progress)


def _obtain(cache: Cache, ways: Sequence[Way], progress: Progress) -> Engine:
    progress.say("The Pulumi engine is not cached yet; getting it once for all projects like this.")
    closed: list[str] = []
    for way in ways:
        with cache.staging() as staged:
            try:
                outside = way.obtain(staged, progress)
            except WayClosedError as reason:
                progress.say(f"  - {way.title}: {reason}")
                closed.append(f"{way.title}: {reason}")
                continue
            engine = cache.publish(staged, way.source, outside)
            progress.say(f"The engine is ready ({way.title}): {engine.bin}")
            return engine
    raise EngineError("The Pulumi engine cannot be had here.\n  " + "\n  ".join(closed))
