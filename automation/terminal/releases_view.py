"""Releases on the screen, readable at 100 columns. No I/O."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import humanize
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from automation.core.release_diff import Change, ReleaseDiff
from automation.core.release_list import ListedRelease
from automation.core.release_retention import PruningPlan

Descriptions = Mapping[str, tuple[str, str]]
_HEALTH: Final = {"healthy": "green", "bad": "red", "unknown": "dim"}
_ROWS: Final = 12
_UNKNOWN: Final = ("(commit is not in this repository)", "?")


def show_releases(
    console: Console,
    environment: str,
    listed: tuple[ListedRelease, ...],
    described: Descriptions,
    now: datetime,
) -> None:
    """Print the releases, each with what it would take to go back to it.

    Args:
        console: where to.
        environment: its name.
        listed: the newest first.
        described: commit -> subject and author.
        now: to tell how old they are.
    """
    if not listed:
        console.print(f"{environment} has no release yet.")
        return
    for release in listed:
        subject, author = described.get(release.release.commit, _UNKNOWN)
        dim = "" if release.is_reachable else "dim"
        line = Text.assemble(
            (release.release.commit[:12], "bold"),
            ("  " + " ".join(release.marks) if release.marks else "", "bold cyan"),
            f"  {_age(release, now)}  ",
            (release.health, _HEALTH[release.health]),
            f"  differs in: {release.differences.text}",
            style=dim,
        )
        console.print(line)
        console.print(Text(f"    {subject}  ({author})", dim), overflow="ellipsis", no_wrap=True)
        for obstacle in release.obstacles:
            console.print(Text(f"    can't be reached: {obstacle.reason}", dim))


def show_release(
    console: Console, listed: ListedRelease, described: Descriptions, now: datetime
) -> None:
    """Print everything that is known of one release."""
    release = listed.release
    subject, author = described.get(release.commit, _UNKNOWN)
    marks = f"  ({', '.join(listed.marks)})" if listed.marks else ""
    console.print(
        Text.assemble((release.commit, "bold"), (marks, "bold cyan"), f"\n{subject}  ({author})")
    )
    who = f"{release.deployed_at:%Y-%m-%d %H:%M} UTC by {release.deployed_by}"
    facts = {
        "deployed": f"{_age(listed, now)}, {who}",
        "health": listed.health,
        "differs from live in": listed.differences.text,
        "can go back": "yes, functions and files" if listed.is_reachable else "no",
        "schema": f"left at {release.db_schema.head}, works with {release.db_schema.oldest} to "
        f"{release.db_schema.newest}",
        "toolchain": f"pulumi {release.toolchain.pulumi}, "
        f"provider aws {release.toolchain.provider}",
        "settings": release.settings_digest[:12],
        "files": f"{len(release.frontend.objects)} in {release.frontend.bucket}",
    }
    table = _plain_table()
    for name, fact in facts.items():
        table.add_row(name, escape(fact))
    for function in release.functions:
        table.add_row("function", f"{function.function_name} version {function.version}")
    for obstacle in listed.obstacles:
        table.add_row("[red]in the way[/]", escape(f"{obstacle.reason}: {obstacle.way_out}"))
    console.print(table)


def show_diff(console: Console, diff: ReleaseDiff, sources: tuple[str, ...] | None) -> None:
    """Print what differs.

    Args:
        console: where to.
        diff: from the records.
        sources: lines of git; None where a commit is not in the repository.
    """
    console.print(
        Text.assemble(
            (diff.earlier.commit[:12], "bold"), " → ", (diff.later.commit[:12], "bold green")
        )
    )
    _section(console, "Functions", [_arrow(each, "version ") for each in diff.functions])
    _section(console, "Files", [(key, what) for key, what in diff.files])
    _section(console, "Settings", [_arrow(each) for each in diff.settings])
    _section(console, "Schema", [_arrow(each) for each in diff.schema])
    _section(console, "Infrastructure: toolchain", [_arrow(each) for each in diff.toolchain])
    title = "Infrastructure: its sources, by git (what the engine would do: rollback --dry-run)"
    told = ("a commit is not in this repository: git fetch --all",) if sources is None else sources
    _section(console, title, [(line, "") for line in told])


def show_pruning(console: Console, environment: str, plan: PruningPlan, now: datetime) -> None:
    """Print what would be removed, and how much stays."""
    if plan.is_empty:
        console.print(f"{environment} has nothing to remove; {len(plan.kept)} releases stay.")
        return
    console.print(
        f"[bold]{environment}[/]: {len(plan.releases)} releases and {len(plan.versions)} function "
        f"versions go, {len(plan.kept)} releases stay"
    )
    table = _plain_table()
    for release in plan.releases:
        ago = humanize.naturaltime(release.replaced_at, when=now)
        table.add_row("release", release.commit[:12], f"replaced {ago}")
    for name, version in plan.versions:
        table.add_row("version", name, f"version {version}")
    console.print(table)


def _age(listed: ListedRelease, now: datetime) -> str:
    return humanize.naturaltime(listed.recorded_at, when=now)


def _plain_table() -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    return table


def _section(console: Console, title: str, rows: list[tuple[str, str]]) -> None:
    if not rows:
        console.print(f"[bold]{title}[/]: the same", highlight=False)
        return
    console.print(f"[bold]{title}[/]", highlight=False)
    table = _plain_table()
    for name, what in rows[:_ROWS]:
        table.add_row(escape(name), escape(what))
    if len(rows) > _ROWS:
        table.add_row(f"and {len(rows) - _ROWS} more", "")
    console.print(table)


def _arrow(change: Change, prefix: str = "") -> tuple[str, str]:
    return change.name, f"{prefix}{change.earlier or 'none'} → {change.later or 'none'}"
