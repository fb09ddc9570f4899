"""The written procedure's decision matrix as data, and what no rollback may destroy. Pure.

Source: procedure, section "Decision Matrix"; design, step 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal

from automation.core.plan import Danger, ResourceChange
from automation.core.release import Override

RollbackType = Literal["automatic", "manual", "emergency"]


DATABASE_ROLE: Final = "database-administrator"


@dataclass(frozen=True)
class Decision:
    """One row of the decision matrix.

    Attributes:
        limit: time within which the row's action has to be done.
        approver: role whose approval is needed; None means that nobody is asked.
        acts_first: whether the approval comes afterwards (break-glass).
    """

    scenario: str
    title: str
    type: RollbackType
    limit: timedelta
    approver: str | None
    acts_first: bool = False


MATRIX: Final[tuple[Decision, ...]] = (
    Decision("error-rate", "Error rate >5%", "automatic", timedelta(minutes=2), None),
    Decision(
        "performance",
        "Performance degradation",
        "manual",
        timedelta(minutes=5),
        "on-call-engineer",
    ),
    Decision(
        "security",
        "Security incident",
        "emergency",
        timedelta(minutes=1),
        "security-team",
        acts_first=True,
    ),
    Decision(
        "data-corruption",
        "Data corruption",
        "emergency",
        timedelta(seconds=30),
        DATABASE_ROLE,
        acts_first=True,
    ),
    Decision(
        "partial-loss",
        "Partial functionality loss",
        "manual",
        timedelta(minutes=10),
        "team-lead",
    ),
)

# What a person at a terminal may claim; nobody claims the automatic row, the alarms do.
CLAIMABLE_SCENARIOS: Final = tuple(row.scenario for row in MATRIX if row.type != "automatic")
DEFAULT_SCENARIO: Final = "partial-loss"

STATEFUL_TYPES: Final = frozenset(
    {
        "aws:backup/vault:Vault",
        "aws:dynamodb/table:Table",
        "aws:kms/alias:Alias",
        "aws:kms/key:Key",
        "aws:rds/cluster:Cluster",
        "aws:rds/clusterInstance:ClusterInstance",
        "aws:rds/clusterSnapshot:ClusterSnapshot",
        "aws:rds/subnetGroup:SubnetGroup",
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        "aws:s3/bucketVersioning:BucketVersioning",
        "aws:secretsmanager/secret:Secret",
    }
)
_DELETES: Final = frozenset({"delete", "delete-replaced", "discard", "discard-replaced"})
_REPLACES: Final = frozenset({"replace", "create-replacement", "read-replacement"})


def decision_for(scenario: str, overrides: Mapping[str, Override] | None = None) -> Decision:
    """The matrix row of a scenario, as the stack has tightened it.

    Raises:
        KeyError: the scenario is not one of the matrix.
        ValueError: an override goes beyond what a stack may change.
    """
    row = {row.scenario: row for row in MATRIX}[scenario]
    override = (overrides or {}).get(scenario)
    if override is None:
        return row
    insist_on_bounds(scenario, override)
    return replace(
        row,
        limit=timedelta(seconds=override.limit_seconds) if override.limit_seconds else row.limit,
        approver=override.approver or row.approver,
    )


def leaves_time_to_check(scenario: str) -> bool:
    """Whether a row's limit leaves time to try what users do, before the run says how it went.

    Automatic and emergency rows have seconds: what they are for is the traffic.

    Raises:
        KeyError: the scenario is not one of the matrix.
    """
    return {row.scenario: row.type for row in MATRIX}[scenario] == "manual"


def insist_on_bounds(scenario: str, override: Override) -> None:
    """Insist that an override keeps the procedure: a shorter limit, another approver where there
    is one. Nobody is taken out of the loop, and nobody put into the automatic row.

    Raises:
        ValueError: it goes beyond; the message names the bound.
    """
    rows = {row.scenario: row for row in MATRIX}
    if scenario not in rows:
        raise ValueError(f"{scenario!r} is no scenario; there are {', '.join(rows)}")
    row = rows[scenario]
    if override.limit_seconds is not None and not 0 < override.limit_seconds <= row.limit.seconds:
        raise ValueError(
            f"{scenario}: a limit of {override.limit_seconds} s; the procedure allows up to "
            f"{row.limit.seconds} s"
        )
    if override.approver is not None and row.approver is None:
        raise ValueError(f"{scenario} is automatic: nobody can be asked within its limit")


def danger_of(change: ResourceChange) -> Danger:
    """How bad it would be to be wrong about a change."""
    if is_removal(change) and (holds_data(change) or not change.retained):
        return "destroys"
    return "changes" if change.operation == "update" else "reversible"


def is_removal(change: ResourceChange) -> bool:
    """Whether the change makes a resource go away, by itself or for a replacement."""
    return change.operation in _DELETES | _REPLACES


def holds_data(change: ResourceChange) -> bool:
    """Whether the resource is of a type that holds data."""
    return change.type in STATEFUL_TYPES


def violations(
    changes: tuple[ResourceChange, ...], allowed_urns: frozenset[str] = frozenset()
) -> tuple[ResourceChange, ...]:
    """Removals of what holds data, whatever the old commit says about protecting or retaining it.

    Args:
        changes: the engine's preview.
        allowed_urns: URNs that the database role let through, by name.
    """
    return tuple(
        change
        for change in changes
        if holds_data(change) and is_removal(change) and change.urn not in allowed_urns
    )
