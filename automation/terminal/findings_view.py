"""Findings on the screen and as a document: the procedure's two lists, item by item. No I/O."""

import json
from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from automation.core.checklist import ITEMS, PARTS, Finding, Item
from automation.core.release import Health, Release

_MARKS: Final = {"pass": ("✓", "green"), "fail": ("✗", "bold red"), "undecided": ("?", "yellow")}


def show_findings(console: Console, findings: Sequence[Finding]) -> None:
    """Print a line an item, in the words of the procedure, with the fact that was measured."""
    by_name = {finding.name: finding for finding in findings}
    for part in PARTS:
        items = [item for item in ITEMS if item.part == part and item.name in by_name]
        if items:
            console.print(_table(part, [(item, by_name[item.name]) for item in items]))


def findings_document(
    release: Release, findings: Sequence[Finding], health: Health, recorded: bool
) -> str:
    """The same as JSON.

    Args:
        release: what was looked at.
        findings: in the checklist's order.
        health: the verdict.
        recorded: whether it went into the ledger.
    """
    by_name = {finding.name: finding for finding in findings}
    document = {
        "format": "clinical-trial/verification/1",
        "environment": release.environment,
        "commit": release.commit,
        "verdict": health,
        "recorded": recorded,
        "items": [
            {
                "name": item.name,
                "words": item.words,
                "list": item.part,
                "outcome": by_name[item.name].outcome,
                "fact": by_name[item.name].fact,
                "seconds": round(by_name[item.name].seconds, 3),
            }
            for item in ITEMS
            if item.name in by_name
        ],
    }
    return json.dumps(document, indent=2, sort_keys=True)


def _table(title: str, lines: Sequence[tuple[Item, Finding]]) -> Table:
    table = Table(
        title=Text(title, style="bold"),
        title_justify="left",
        show_header=False,
        box=None,
        padding=(0, 1, 0, 0),
    )
    table.add_column(no_wrap=True)
    table.add_column(min_width=32, no_wrap=True)
    table.add_column(overflow="fold")
    for item, finding in lines:
        mark, style = _MARKS[finding.outcome]
        table.add_row(Text(mark, style), item.words, Text(finding.fact, style="dim"))
    return table
