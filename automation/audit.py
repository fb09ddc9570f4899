"""`python -m automation.audit verify prod`: check, show or export what was decided and done."""

import re
from typing import Any

import click

from automation.core.audit_faults import Anchor
from automation.core.audit_report import Exhibit
from automation.core.errors import AuditFaultError
from automation.gateways.archive import ArchiveGateway
from automation.gateways.audit import AuditGateway
from automation.gateways.evidence_store import EvidenceStore
from automation.gateways.identity import caller_arn
from automation.gateways.releases import ReleasesGateway
from automation.runs.auditing import Reading, exhibits, export_run, read_chain
from automation.runs.clock import SystemClock
from automation.runs.run_ids import environment_of
from automation.terminal.audit_view import export_text, show_records
from automation.terminal.boundary import operator_errors
from automation.terminal.console import errors, output
from automation.terminal.documents import audit_document
from automation.terminal.options import environment_argument, json_option


class AnchorType(click.ParamType[Anchor]):
    """A record that somebody wrote down: `57:4f1c…`."""

    name = "number:hash"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Anchor:
        """Accept a number and a whole SHA-256."""
        found = re.fullmatch(r"([1-9]\d{0,11}):([0-9a-f]{64})", str(value))
        if found is None:
            self.fail(f"{value!r} is not a record's number and hash, 57:4f1c…", param, ctx)
        return Anchor(int(found[1]), found[2])


@click.group()
def main() -> None:
    """Check, show or export what was decided and done in an environment."""


@main.command()
@environment_argument
@click.option(
    "--anchor",
    "anchors",
    type=AnchorType(),
    multiple=True,
    help="A record written down earlier that the chain must still have; repeatable.",
)
def verify(environment: str, anchors: tuple[Anchor, ...]) -> None:
    """Check that no record of ENVIRONMENT was edited, deleted, reordered or cut off, and that the
    evidence of its incidents is what was kept."""
    with operator_errors():
        reading = read_chain(AuditGateway(environment), SystemClock(), anchors)
        evidence = exhibits(EvidenceStore(environment), reading.records)
        _insist_on_no_fault(environment, reading, evidence)
        if reading.head is None:
            output.print(f"The audit of {environment} has no record yet.")
            return
        output.print(
            f"[bold green]✓[/bold green] {reading.head.sequence} records of {environment}, "
            "each as it was written, none missing.",
            highlight=False,
        )
        if evidence:
            output.print(
                f"[bold green]✓[/bold green] {len(evidence)} pieces of evidence, each as it was "
                "kept.",
                highlight=False,
            )
        output.print(
            f"  write this down outside of AWS: {reading.head.sequence}:{reading.head.hash}",
            highlight=False,
        )


@main.command()
@environment_argument
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help="How many.")
@json_option
def show(environment: str, last: int, as_json: bool) -> None:
    """Show the last records of ENVIRONMENT, the newest last."""
    with operator_errors():
        reading = read_chain(AuditGateway(environment), SystemClock())
        records = reading.records[-last:]
        if as_json:
            click.echo(audit_document(environment, records))
        else:
            show_records(output, environment, records)
        if reading.faults:
            errors.print(
                f"The chain does not hold: python -m automation.audit verify {environment}"
            )


@main.command()
@click.option("--run", "run_id", required=True, help="Which run; `rollback runs` lists them.")
@json_option
def export(run_id: str, as_json: bool) -> None:
    """Export one run for an auditor: who, what, when, why, and how to check it."""
    with operator_errors():
        environment = environment_of(run_id)
        if environment is None:
            raise click.BadParameter(f"{run_id!r} does not begin with an environment's name")
        made = export_run(
            AuditGateway(environment),
            ArchiveGateway(environment),
            ReleasesGateway(environment),
            EvidenceStore(environment),
            SystemClock(),
            environment=environment,
            run_id=run_id,
            by=caller_arn(),
        )
        click.echo(made.model_dump_json(indent=2) if as_json else export_text(made))


def _insist_on_no_fault(environment: str, reading: Reading, evidence: tuple[Exhibit, ...]) -> None:
    faults = [*map(str, reading.faults), *(it.fault for it in evidence if it.fault)]
    if faults:
        lines = "\n".join(f"  - {fault}" for fault in faults)
        raise AuditFaultError(
            f"The audit of {environment} is not what its writers wrote:\n{lines}",
            "tell the security team; the bucket keeps every version of every record",
        )


if __name__ == "__main__":
    main()
