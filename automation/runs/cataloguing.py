"""Reading everything about all releases at once. I/O: reads only.

One listing of the bucket and one a function, however many releases there are.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from automation.core.live import LiveState
from automation.core.names import SERVICES, function_name
from automation.core.release_list import Catalogue, Recorded
from automation.runs.ports import Frontend, Functions, Ledger, Releases
from automation.runs.survey import read_hold


@dataclass(frozen=True)
class Archives:
    """The ports that know of releases and of what they need."""

    environment: str
    releases: Releases
    ledger: Ledger
    functions: Functions
    frontend: Frontend


def read_catalogue(ports: Archives, limit: int | None = None) -> Catalogue:
    """One reading of an environment's releases.

    Args:
        ports: where to read.
        limit: how many releases at most, newest first; None for all.
    """
    with ThreadPoolExecutor() as pool:
        verdicts = pool.submit(ports.ledger.verdicts)
        security = pool.submit(ports.ledger.security)
        records = ports.releases.records(limit)
        return Catalogue(
            records=records,
            live=_read_live(ports, records),
            verdicts=verdicts.result(),
            security=security.result(),
        )


def function_names(environment: str, records: tuple[Recorded, ...]) -> tuple[str, ...]:
    """Functions of the platform and of its releases, which may have had others."""
    named = {each.function_name for record in records for each in record.release.functions}
    return tuple(sorted(named | {function_name(service, environment) for service in SERVICES}))


def _read_live(ports: Archives, records: tuple[Recorded, ...]) -> LiveState:
    if not records:
        return LiveState({}, {}, {}, frozenset(), None, *read_hold(ports.ledger))
    names = function_names(ports.environment, records)
    files = {item for record in records for item in record.release.frontend.objects}
    with ThreadPoolExecutor() as pool:
        aliases = pool.submit(ports.functions.read_aliases, names)
        held = pool.submit(read_hold, ports.ledger)
        versions = pool.submit(ports.functions.list_versions, names)
        bucket = pool.submit(ports.frontend.read, files)
        hold, holding_run = held.result()
        return LiveState(
            aliases=aliases.result(),
            version_hashes=versions.result(),
            objects=bucket.result().objects,
            object_versions=bucket.result().versions,
            deployed=records[0].release,
            hold=hold,
            holding_run=holding_run,
        )
