"""The audit on the screen: the last records as a table, one run as an auditor reads it. No I/O."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from automation.core.audit import AuditRecord
from automation.core.audit_report import AuditExport
from automation.core.person import person_of

_SHORT: Final = 12
_MOST_CHANGES: Final = 3


def show_records(console: Console, environment: str, records: Sequence[AuditRecord]) -> None:
    """Print a row a record, the newest last."""
    if not records:
        console.print(f"The audit of {environment} has no record yet.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("no", "when (UTC)", "who"):
        table.add_column(heading, no_wrap=True)
    table.add_column("what", overflow="fold", ratio=2)
    table.add_column("why", overflow="fold", ratio=1)
    for record in records:
        table.add_row(
            str(record.sequence),
            f"{record.at:%Y-%m-%d %H:%M:%S}",
            escape(person_of(record.actor)),
            escape(_lined(f"{record.action}: {record.subject}", _change(record))),
            escape(_lined(record.reason, record.run_id or "")),
        )
    console.print(table)


def export_text(export: AuditExport) -> str:
    """One run in plain lines, to be read without any tool of this project."""
    return "\n".join(
        (
            f"AUDIT OF RUN {export.run_id} IN {export.environment}",
            f"exported {export.exported_at:%Y-%m-%d %H:%M:%S} UTC by {export.exported_by}",
            "",
            *_verdict(export),
            "",
            *_releases(export),
            *(line for record in export.records for line in _lines(record)),
            *_plan(export),
            *_evidence(export),
            "HOW TO CHECK THIS",
            *(f"- {line}" for line in export.how_to_check),
            "",
            f"CHAIN SEGMENT, records {export.segment[0].sequence} to {export.segment[-1].sequence}",
            *(
                f"{record.sequence}  {record.hash}  follows {record.previous}"
                for record in export.segment
            ),
            f"head {export.head.sequence}:{export.head.hash}",
        )
    )


def _verdict(export: AuditExport) -> tuple[str, ...]:
    if not export.faults:
        return ("The chain holds: no record was edited, deleted, reordered or cut off.",)
    return ("THE CHAIN DOES NOT HOLD:", *(f"- {line}" for line in export.faults))


def _releases(export: AuditExport) -> tuple[str, ...]:
    return (
        *(
            f"release {release.commit} was deployed {release.deployed_at:%Y-%m-%d %H:%M:%S} UTC "
            f"by {release.deployed_by}"
            for release in export.releases
        ),
        "",
    )


def _lines(record: AuditRecord) -> tuple[str, ...]:
    facts = (
        ("who", record.actor),
        ("what", f"{record.action}: {record.subject}"),
        ("why", record.reason),
        *(("before", f"{name}: {text}") for name, text in record.before.items()),
        *(("after", f"{name}: {text}") for name, text in record.after.items()),
        ("digest", record.digest or ""),
    )
    indent = " " * 12
    return (
        f"{record.sequence}. {record.at:%Y-%m-%d %H:%M:%S.%f} UTC",
        *(
            f"    {name:<8}{text.replace(chr(10), chr(10) + indent)}"
            for name, text in facts
            if text
        ),
        "",
    )


def _plan(export: AuditExport) -> tuple[str, ...]:
    if export.plan is None:
        return ("PLAN: the run was stopped before it had one.", "")
    steps = export.plan["steps"]
    return (
        f"PLAN, {len(steps)} steps, SHA-256 {export.plan_digest}",
        *(f"- {_step(step)}" for step in steps),
        "",
    )


def _evidence(export: AuditExport) -> tuple[str, ...]:
    if not export.evidence:
        return ()
    return (
        f"EVIDENCE, {len(export.evidence)} pieces, each compared with what lies there now",
        *(
            f"- {it.key} (version {it.version_id}) SHA-256 {it.sha256}"
            + (f": {it.fault}" if it.fault else "")
            for it in export.evidence
        ),
        "",
    )


def _step(step: dict[str, object]) -> str:
    told = {"phase", "step"}
    details = ", ".join(
        f"{name} {value}" for name, value in step.items() if name not in told and value
    )
    return f"{step['phase']}: {step['step']}  {details}"


def _lined(first: str, second: str) -> str:
    return f"{first}\n{second}" if second else first


def _change(record: AuditRecord) -> str:
    names = list(dict.fromkeys((*record.before, *record.after)))
    changed = [name for name in names if record.before.get(name) != record.after.get(name)]
    shown = [
        f"{name}: {_brief(record.before.get(name))} → {_brief(record.after.get(name))}"
        for name in changed[:_MOST_CHANGES]
    ]
    more = len(changed) - _MOST_CHANGES
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")


def _brief(text: str | None) -> str:
    if text is None:
        return "-"
    line = text.partition("\n")[0]
    return line if len(line) <= 3 * _SHORT else f"{line[:_SHORT]}…"
