"""What one change of a resource does to the way back. Pure.

A deployment goes forward by the engine's operation; going back does the opposite. Where the
opposite does not give back what was there, the rule here says why, and what to do instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from automation.core.plan import ResourceChange
from automation.core.policy import holds_data, is_removal


class Way(IntEnum):
    """How much of a change can be taken back; the worst of its reasons counts."""

    UNDOABLE = 0  # going back gives what was there
    IN_PART = 1  # users are served again; something stays, or is made anew
    ONE_WAY = 2  # the former state can't be had again


@dataclass(frozen=True)
class Reason:
    """Why a change can't be undone whole.

    Attributes:
        subject: what it is about: a resource, the schema, a setting.
        why: a sentence for a reviewer.
        instead: what to do instead.
    """

    way: Way
    subject: str
    why: str
    instead: str


# What lies in them is lost with them, though they are no store of record.
_CONTENTS: Final[Mapping[str, str]] = {
    "aws:cloudwatch/logGroup:LogGroup": "its log lines",
    "aws:sqs/queue:Queue": "the messages in it",
}
# Made anew without anybody noticing: nothing outside of the stack refers to them.
_ANONYMOUS: Final = frozenset(
    {
        "aws:apigateway/deployment:Deployment",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:lambda/invocation:Invocation",
        "aws:lambda/permission:Permission",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    }
)
# Updates that AWS does not let anybody take back: type -> property -> why.
# Sources: Aurora user guide, "Upgrading the engine version" (no downgrade); S3 user guide, "Using
# versioning" (once enabled it can only be suspended) and "Object Lock" (retention of an object
# version in compliance mode can't be shortened); KMS developer guide, "Key policies".
_FOR_GOOD: Final[Mapping[str, Mapping[str, str]]] = {
    "aws:rds/cluster:Cluster": {
        "engineVersion": "an Aurora cluster can be upgraded, never downgraded"
    },
    "aws:rds/clusterInstance:ClusterInstance": {
        "engineVersion": "an Aurora instance can be upgraded, never downgraded"
    },
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
        "rule": "what is written meanwhile keeps the retention that it was written under"
    },
    "aws:dynamodb/table:Table": {"ttl": "items that expire meanwhile are gone"},
}
_EXPAND: Final = "Leave it where it is, add the new one beside it, and remove the old one later."


def reason_of(change: ResourceChange) -> Reason | None:
    """Why a change can't be undone whole; None if it can.

    Args:
        change: one resource in the engine's preview of going forward.
    """
    if holds_data(change):
        return _of_data(change)
    if is_removal(change):
        return _of_removal(change)
    return _of_update(change)


def protected_reason(urn: str) -> Reason:
    """The engine refused to preview a change, since it would remove what is protected."""
    kind, _, name = urn.rpartition("::")
    return Reason(
        Way.ONE_WAY,
        f"{kind.rpartition('::')[2].rpartition('$')[2]} {name}",
        "it is protected and would be removed or replaced: the engine refuses the deployment",
        _EXPAND,
    )


def _of_data(change: ResourceChange) -> Reason | None:
    subject = _subject(change)
    if change.operation == "create":
        return Reason(
            Way.IN_PART,
            subject,
            "going back would remove it with what was written to it, which the policy refuses",
            "Older code has to live with it. To remove it, the database administrator approves "
            "--allow-data-loss with its URN.",
        )
    if change.operation == "delete" and change.retained:
        return Reason(
            Way.IN_PART,
            subject,
            "it stays in AWS, but the stack forgets it: the older program would make a second one",
            "Before going back, take it in again with `pulumi import`; better, keep it declared.",
        )
    if is_removal(change):
        return Reason(
            Way.ONE_WAY,
            subject,
            "its data goes with it; going back makes an empty one",
            _EXPAND,
        )
    return _of_update(change)


def _of_removal(change: ResourceChange) -> Reason | None:
    contents = _CONTENTS.get(change.type)
    if contents is not None and not change.retained:
        return Reason(
            Way.IN_PART,
            _subject(change),
            f"{contents} are lost; going back makes it empty",
            _EXPAND,
        )
    if change.operation == "delete" or change.type in _ANONYMOUS:
        return None
    return Reason(
        Way.IN_PART,
        _subject(change),
        "it is replaced, and going back replaces it again: its id, and whatever outside of the "
        "stack refers to it, are not the former",
        "Change it in place if AWS allows it, or move over in two releases: new one first, then "
        "remove the old one.",
    )


def _of_update(change: ResourceChange) -> Reason | None:
    rules = _FOR_GOOD.get(change.type, {})
    changed = {_root(line) for line in change.properties}
    for name, why in rules.items():
        if change.operation == "update" and name in changed:
            return Reason(
                Way.ONE_WAY,
                f"{_subject(change)}, {name}",
                why,
                "Deploy it alone, apart from code that would have to go back.",
            )
    return None


def _root(line: str) -> str:
    """The property that a line of a preview is about: `rule` of `rule.days: 1 → 2`."""
    path = line.partition(": ")[0]
    return path.partition(".")[0].partition("[")[0]


def _subject(change: ResourceChange) -> str:
    return f"{change.type} {change.name}"
