"""A rollbackability verdict on the screen, as Markdown for a review, and as JSON. No I/O."""

import json
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from automation.core.irreversible import Way
from automation.core.rollbackability import RollbackVerdict, Schema
from automation.terminal.markdown import plain

FORMAT: Final = "clinical-trial/rollbackability/1"
NAMES: Final = {
    Way.UNDOABLE: "UNDOABLE",
    Way.IN_PART: "UNDOABLE IN PART",
    Way.ONE_WAY: "ONE WAY",
}
_MEANS: Final = {
    Way.UNDOABLE: "Going back gives exactly what is there now.",
    Way.IN_PART: "Users can be taken back. What is listed stays, or is made anew.",
    Way.ONE_WAY: "Once this is deployed, the state before it can't be had again.",
}
_STYLES: Final = {Way.UNDOABLE: "green", Way.IN_PART: "yellow", Way.ONE_WAY: "red"}
_SIGNS: Final = {Way.UNDOABLE: "🟢", Way.IN_PART: "🟡", Way.ONE_WAY: "🔴"}


def show_verdict(console: Console, verdict: RollbackVerdict) -> None:
    """Print a verdict."""
    way, change = verdict.way, verdict.change
    console.print(
        Text.assemble(
            (NAMES[way], f"bold {_STYLES[way]}"),
            f"  {change.environment}: {change.base.commit[:12]} → {change.head.commit[:12]}",
        )
    )
    console.print(_MEANS[way])
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for reason in verdict.reasons:
        table.add_row(Text(NAMES[reason.way], _STYLES[reason.way]), escape(reason.subject))
        table.add_row("", escape(reason.why))
        table.add_row("", Text(f"instead: {reason.instead}", "dim"))
    if verdict.reasons:
        console.print(table)
    console.print(f"Going back would take: {'; '.join(verdict.takes) or 'nothing'}")
    console.print(_schema(change.base.schema, change.head.schema))


def verdict_markdown(verdict: RollbackVerdict) -> str:
    """The verdict as a comment on the change, or as a job's summary."""
    way, change = verdict.way, verdict.change
    lines = [
        # By this line the comment is found again.
        f"<!-- way back in {change.environment} -->",
        f"### {_SIGNS[way]} Way back in {change.environment}: {NAMES[way]}",
        "",
        f"{_MEANS[way]} (`{change.base.commit[:12]}` → `{change.head.commit[:12]}`)",
        "",
    ]
    if verdict.reasons:
        lines += ["| | what | why | instead |", "|---|---|---|---|"]
        lines += [
            f"| {NAMES[reason.way]} | {plain(reason.subject)} | {plain(reason.why)} "
            f"| {plain(reason.instead)} |"
            for reason in verdict.reasons
        ]
        lines.append("")
    lines += ["Going back would take:", ""]
    lines += [f"- {plain(line)}" for line in verdict.takes or ("nothing",)]
    lines += ["", _schema(change.base.schema, change.head.schema), ""]
    return "\n".join(lines)


def verdict_document(verdict: RollbackVerdict) -> str:
    """The verdict as a versioned JSON document."""
    change = verdict.change
    document: dict[str, Any] = {
        "format": FORMAT,
        "environment": change.environment,
        "base": change.base.commit,
        "head": change.head.commit,
        "verdict": NAMES[verdict.way],
        "reasons": [
            {
                "verdict": NAMES[reason.way],
                "subject": reason.subject,
                "why": reason.why,
                "instead": reason.instead,
            }
            for reason in verdict.reasons
        ],
        "takes": list(verdict.takes),
        "schema": {
            "base": change.base.schema.head,
            "head": change.head.schema.head,
            "oldest_code": change.head.schema.oldest_code,
        },
    }
    return json.dumps(document, indent=2, sort_keys=True)


def _schema(base: Schema, head: Schema) -> str:
    if base.head == head.head:
        return f"Database schema: {head.head}, unchanged."
    return (
        f"Database schema: {base.head} → {head.head}; "
        f"code of schema {head.oldest_code} and newer works with it."
    )
