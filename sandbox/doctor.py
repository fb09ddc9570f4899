"""The checks behind `python -m sandbox doctor`: what is there, what is missing, how to get it.

I/O: asks `git`, `go` and the engine for their versions, looks at ports and disk; changes nothing.
"""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import humanize
from packaging.requirements import Requirement
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sandbox import process
from sandbox.engine import Engine, find
from sandbox.engine.cache import user_cache
from sandbox.engine.commands import Subprocesses
from sandbox.engine.compiler import go_version
from sandbox.engine.errors import CommandFailedError
from sandbox.engine.installed import as_numbers, pulumi_version
from sandbox.engine.recipe import (
    ENGINE_VERSION,
    GO_MINIMUM,
    PLUGIN,
    PLUGIN_BINARY,
    PROVIDER_VERSION,
)
from sandbox.errors import PortInUseError
from sandbox.home import REPOSITORY, default_home
from sandbox.ports import from_bases, require_free

State = Literal["ok", "note", "missing"]
_MARKS = {"ok": "[green]✓[/]", "note": "[yellow]·[/]", "missing": "[red]✗[/]"}
_PYTHON_MINIMUM = (3, 11)
_BUILD_BYTES = 8 * 10**9
"""Go's module and build caches after a build from empty ones, and the build itself."""


@dataclass(frozen=True)
class Finding:
    """What one check found.

    :param state: `missing` lets the report fail; a `note` is worth knowing.
    :param remedy: how to get what is missing.
    """

    subject: str
    state: State
    detail: str
    remedy: str = ""


def report(console: Console) -> bool:
    """Prints all findings; True when nothing is missing."""
    findings = [check() for check in CHECKS]
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings:
        remedy = f"\n→ {escape(finding.remedy)}" if finding.remedy else ""
        table.add_row(_MARKS[finding.state], finding.subject, f"{escape(finding.detail)}{remedy}")
    console.print(table)
    missing = sum(finding.state == "missing" for finding in findings)
    console.print("Everything is there." if not missing else f"[red]{missing} missing.[/]")
    return not missing


def python() -> Finding:
    """This interpreter."""
    told = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < _PYTHON_MINIMUM:
        return Finding("Python", "missing", told, "Install Python 3.11 or newer; then: make setup")
    return Finding("Python", "ok", f"{told} in {sys.prefix}")


def git() -> Finding:
    """Git, which releases and rollbacks are named by."""
    try:
        told = Subprocesses().run(["git", "--version"]).strip()
    except CommandFailedError:
        return Finding("Git", "missing", "not on PATH", "Install git with your package manager")
    return Finding("Git", "ok", told.removeprefix("git version "))


def dependencies() -> Finding:
    """Installed packages against the locked ones."""
    wrong = [name for name, locked in locked_versions() if _installed_version(name) != locked]
    if wrong:
        shown = ", ".join(wrong[:5]) + (" …" if len(wrong) > 5 else "")
        return Finding(
            "Dependencies", "missing", f"{len(wrong)} not as locked: {shown}", "make setup"
        )
    return Finding("Dependencies", "ok", "as locked in requirements-dev.txt")


def locked_versions() -> list[tuple[str, str]]:
    """Name and version of every locked package that this platform needs."""
    text = (REPOSITORY / "requirements-dev.txt").read_text("utf-8")
    lines = [line.removesuffix("\\").strip() for line in text.splitlines() if line[:1].isalnum()]
    locked = [Requirement(line) for line in lines]
    return [
        (requirement.name, next(iter(requirement.specifier)).version)
        for requirement in locked
        if requirement.marker is None or requirement.marker.evaluate()
    ]


def engine() -> Finding:
    """The engine, by asking it."""
    found = find()
    if found is None:
        return Finding("Pulumi engine", "missing", "not provisioned", "make setup")
    told = pulumi_version(Subprocesses(), found.bin / "pulumi")
    if told is None or as_numbers(told) < as_numbers(ENGINE_VERSION):
        return Finding("Pulumi engine", "missing", f"{found.bin}: {told or 'broken'}", _again())
    return Finding("Pulumi engine", "ok", f"{told} by {_spoken(found)} in {found.bin}")


def provider() -> Finding:
    """The AWS provider's plugin, by asking it."""
    found = find()
    if found is None:
        return Finding("AWS provider", "missing", "not provisioned", "make setup")
    plugin = found.plugins / PLUGIN / PLUGIN_BINARY
    try:
        told = Subprocesses().run([str(plugin), "--version"]).strip().lstrip("v")
    except CommandFailedError:
        return Finding("AWS provider", "missing", f"{plugin} does not run", _again())
    if told != PROVIDER_VERSION:
        return Finding("AWS provider", "missing", f"{told} instead of {PROVIDER_VERSION}", _again())
    return Finding("AWS provider", "ok", told)


def go() -> Finding:
    """Go, which only a build of the engine needs, and which that can install for itself."""
    minimum = ".".join(str(number) for number in GO_MINIMUM)
    found = go_version(Subprocesses(), "go")
    if found is not None and found >= GO_MINIMUM:
        return Finding("Go", "ok", ".".join(str(number) for number in found))
    if find() is not None:
        return Finding("Go", "note", f"no Go {minimum} or newer; not needed, the engine is there")
    return Finding("Go", "note", f"no Go {minimum} or newer; a build installs one of its own")


def server() -> Finding:
    """The sandbox's server, or whether its ports are free."""
    running = process.running(default_home())
    if running is not None:
        return Finding("Sandbox", "ok", f"running at {running.endpoint} since {running.since}")
    try:
        require_free(from_bases())
    except PortInUseError as error:
        return Finding(
            "Sandbox", "note", f"not running, and {error}", "python -m sandbox up --help"
        )
    return Finding("Sandbox", "note", "not running; its ports are free", "python -m sandbox up")


def disk() -> Finding:
    """Space for the engine's cache, and for a build where there is no engine yet."""
    folder = user_cache()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    told = f"{humanize.naturalsize(free)} free at {existing}"
    if find() is None and free < _BUILD_BYTES:
        return Finding(
            "Disk",
            "missing",
            told,
            f"A build of the engine takes up to {humanize.naturalsize(_BUILD_BYTES)}: "
            "free some, or set XDG_CACHE_HOME and GOMODCACHE to another disk",
        )
    return Finding("Disk", "ok", told)


CHECKS: tuple[Callable[[], Finding], ...] = (
    python,
    git,
    dependencies,
    engine,
    provider,
    go,
    server,
    disk,
)


def _installed_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _spoken(found: Engine) -> str:
    return {"path": "PATH", "download": "official download", "build": "build from source"}[
        found.source
    ]


def _again() -> str:
    folder: Path = user_cache()
    return f"rm -r {folder} and then: make setup"
