"""What the automatic rollback's function may do: statements of its policy. Pure.

The part of the workflows' rollback role that the traffic needs, and the readings of the alarms. It
lifts no hold, reads no secret, and knows nothing of the stack's state but its locks.
"""

from typing import Any, Final

from automation.core import names, partitions
from automation.core.audit import CHAIN
from components.access_policies import Place, Statement, allow, in_ledger

# What a run writes, and what tells that it was an automatic one; no approval and no signature.
_WRITTEN: Final = (
    *(partitions.HOLD, partitions.LEASE, partitions.RUN, partitions.lines_of("*")),
    *(partitions.RELEASE, partitions.AUDIT, partitions.AUTOMATIC, partitions.SIGNAL),
    partitions.OUTBOX,
)


def automatic_rollback(place: Place, distribution: Any) -> list[Statement]:
    """Its rights beyond those of any function.

    Args:
        place: where it works.
        distribution: ARN of the site's distribution.

    Source: Service Authorization Reference. CloudWatch knows no resource for the reading of
    metrics, and none for describing alarms by the start of their names.
    """
    releases, site, audit = (
        maker(place.environment)
        for maker in (names.releases_bucket, names.frontend_bucket, names.audit_bucket)
    )
    return [
        allow(["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"], "*"),
        allow(
            ["s3:ListBucket", "s3:ListBucketVersions"],
            [f"arn:aws:s3:::{bucket}" for bucket in (releases, site, audit)],
        ),
        allow(
            ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging"],
            [f"arn:aws:s3:::{bucket}/*" for bucket in (releases, site, audit)],
        ),
        allow(["s3:PutObject"], place.audited(CHAIN, "runs/")),
        allow(
            ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"],
            f"arn:aws:s3:::{site}/*",
        ),
        allow(["dynamodb:GetItem", "dynamodb:Query"], place.ledger),
        in_ledger(place, "dynamodb:PutItem", *_WRITTEN),
        in_ledger(place, "dynamodb:ConditionCheckItem", partitions.LEASE),
        allow(
            [
                *("lambda:GetAlias", "lambda:GetFunctionConfiguration"),
                *("lambda:GetProvisionedConcurrencyConfig", "lambda:ListVersionsByFunction"),
            ],
            _functions_of_any_release(place),
        ),
        allow(["lambda:UpdateAlias"], place.functions),
        allow(["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"], distribution),
        *_locks(place),
    ]


def _functions_of_any_release(place: Place) -> list[str]:
    """An earlier release may have had a function that the platform has no more."""
    pattern = names.function_name("*", place.environment)
    arn = f"arn:aws:lambda:{place.region}:{place.account}:function:{pattern}"
    return [arn, f"{arn}:*"]


def _locks(place: Place) -> list[Statement]:
    """To see whether a deployment is under way, where the backend is known."""
    if not place.state_bucket:
        return []
    bucket, locks = f"arn:aws:s3:::{place.state_bucket}", ".pulumi/locks/*"
    return [
        {
            **allow(["s3:ListBucket"], bucket),
            "Condition": {"StringLike": {"s3:prefix": locks}},
        },
        allow(["s3:GetObject"], f"{bucket}/{locks}"),
    ]
