"""`python -m bench.automatic`: the automatic rollback's own time, phase by phase. I/O: a sandbox.

The handler is started once in this process, as Lambda starts it, on a platform of 20 functions.
What the sandbox takes for its answers is in the figures: it starts a process for each function that
is asked for its health.
"""

import os

import click

from automation.core.phases import phase_times
from automation.gateways.aws import session
from automation.gateways.ledger import LedgerGateway
from bench.__main__ import staged
from bench.stage import SERVICES, Stage
from tests.alarm_events import alarm_event, at
from tests.functional.automation.runs.alarming import Alarming, bring


@click.command()
@click.option("--files", default=100, show_default=True, help="Objects of the site.")
def main(files: int) -> None:
    """Let an alarm take a platform back, and print what that took."""
    with staged(files) as stage:
        os.environ.update(stage.variables | {"ENVIRONMENT": stage.platform.environment})
        session.cache_clear()
        run_id = _go_back(stage)
        ledger = LedgerGateway(stage.platform.environment)
        run = ledger.read_run(run_id)
        if run is None:
            raise LookupError(run_id)
        times = phase_times(run, ledger.journal(run_id))
    click.echo(f"{len(SERVICES)} functions, {files} objects, load {os.getloadavg()[0]:.1f}")
    for each in times:
        own, waited = each.own.total_seconds(), each.waited.total_seconds()
        click.echo(f"{each.name:<13}{own:>7.2f} s   and {waited:.2f} s of AWS's own")
    click.echo(f"{'together':<13}{sum(each.own.total_seconds() for each in times):>7.2f} s")


def _go_back(stage: Stage) -> str:
    alarming = Alarming(stage.platform)
    alarming.make("errors-fast")
    alarming.judge_healthy(stage.good.commit)
    since = alarming.set("errors-fast", "ALARM")
    alarming.count_requests(400, since)
    (version,) = [each.version for each in stage.good.functions if each.service == "api"]
    with alarming.clearing(("errors-fast",), version):
        outcome = bring(at(alarm_event(), since, environment=stage.platform.environment))
    if outcome["outcome"] != "rolled-back":
        raise RuntimeError(outcome["reason"])
    return str(outcome["run"])


if __name__ == "__main__":
    main()
