"""`git checkout` with `pulumi up` against this tool, on the demo's platform. I/O: a stage."""

from dataclasses import dataclass
from typing import Final

import click

from automation.core.names import SERVICES
from bench.figures import Engine
from bench.ways import insist
from sandbox.demo import breakage
from sandbox.demo.aws import current_files
from sandbox.demo.look import look
from sandbox.demo.shown import UP
from sandbox.demo.stage import Stage, stage
from sandbox.demo.watch import Watch

ENVIRONMENT: Final = "dev"
_UP: Final = (*UP, ENVIRONMENT)
_REASON: Final = ("--reason", "bench")


@dataclass(frozen=True)
class _Back:
    served: float
    ended: float


def measure() -> Engine:
    """Deploy a good and a broken release, and go back by each way."""
    with stage() as on:
        shop = on.workshop
        _run(on, "pulumi", "stack", "init", ENVIRONMENT)
        good = shop.head()
        _run(on, *_UP)
        breakage.write_release_b(shop.folder)
        shop.commit(breakage.MESSAGE)
        _run(on, *_UP)
        checkout = _back(on, "bash", "-c", f'git checkout --quiet {good} && exec "$@"', "-", *_UP)
        shop.git("checkout", "--quiet", "main")
        _run(on, *_UP)
        rollback = ("python", "-m", "automation.rollback")
        options = ("--traffic-only", *_REASON, "--yes")
        traffic = _back(on, *rollback, ENVIRONMENT, "--to", good, *options)
        reconciled = _run(on, *rollback, "reconcile", ENVIRONMENT, *_REASON, "--yes")
        return Engine(
            functions=len(SERVICES),
            files=len(current_files(on, ENVIRONMENT)),
            checkout_served=checkout.served,
            checkout_ended=checkout.ended,
            traffic_served=traffic.served,
            traffic_ended=traffic.ended,
            reconcile_ended=reconciled,
        )


def _back(on: Stage, *command: str) -> _Back:
    url = on.server.site(ENVIRONMENT)
    if look(url).is_well:
        raise RuntimeError("the broken release is not broken: there is nothing to go back from")
    with Watch(url) as watch:
        ended = _run(on, *command)
    if watch.well_after is None:
        raise RuntimeError(f"users are not served after {' '.join(command)}")
    return _Back(watch.well_after, ended)


def _run(on: Stage, *command: str) -> float:
    ran = on.run(*command)
    insist(ran.code, ran.said)
    click.echo(f"  {ran.seconds:.1f} s: {' '.join(command)}", err=True)
    return ran.seconds
