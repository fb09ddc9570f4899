"""What each role of the workflows may do: statements of IAM policies. Pure.

What changes anything is named, action by action and resource by resource. Nobody may delete the
cluster, a function, or a version of a file: a rollback needs them. In the ledger each role writes
its own partitions, and none of a workflow writes signatures (ADR 20).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from automation.core import names, partitions
from automation.core.audit import CHAIN
from automation.core.evidence import PREFIX as EVIDENCE

Statement = dict[str, Any]
# Reading a stack for a preview: descriptions, not contents. No log line, message or secret.
# Source: Service Authorization Reference, actions of access level List and Read.
_DESCRIBES: Final = (
    "apigateway:GET",
    *("cloudfront:Get*", "cloudfront:List*"),
    *("cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource"),
    *("dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable"),
    *("dynamodb:DescribeTimeToLive", "dynamodb:ListTagsOfResource"),
    "ec2:Describe*",
    *("events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"),
    *("iam:GetOpenIDConnectProvider", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole"),
    *("iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListPolicyVersions"),
    *("iam:ListRolePolicies", "iam:ListInstanceProfilesForRole"),
    *("kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases"),
    "kms:ListResourceTags",
    *("lambda:GetAlias", "lambda:GetFunction", "lambda:GetFunctionCodeSigningConfig"),
    *("lambda:GetFunctionConfiguration", "lambda:GetPolicy", "lambda:ListTags"),
    "lambda:GetFunctionEventInvokeConfig",
    *("lambda:GetProvisionedConcurrencyConfig", "lambda:ListVersionsByFunction"),
    *("logs:DescribeLogGroups", "logs:ListTagsForResource"),
    "rds:Describe*",
    "rds:ListTagsForResource",
    *("route53:GetHealthCheck", "route53:ListTagsForResource"),
    *("s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration"),
    *("s3:GetAccelerateConfiguration", "s3:GetReplicationConfiguration"),
    *("secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"),
    *("sns:GetSubscriptionAttributes", "sns:GetTopicAttributes", "sns:ListTagsForResource"),
    *("sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"),
    *("wafv2:GetIPSet", "wafv2:GetWebACL", "wafv2:ListTagsForResource"),
)
# What a lock-down reads besides: doors by their names, and what is kept as evidence.
_EVIDENCE: Final = (
    *("cloudwatch:DescribeAlarmHistory", "ec2:DescribeFlowLogs"),
    *("lambda:GetFunctionConcurrency", "lambda:ListAliases", "wafv2:ListWebACLs"),
)


@dataclass(frozen=True)
class Place:
    """Where a role works; `state_bucket` and `state_key_arn` are those of Pulumi's backend."""

    environment: str
    region: str
    account: str
    state_bucket: str
    state_key_arn: str

    @property
    def functions(self) -> list[str]:
        """ARNs of the services' functions."""
        return [
            f"arn:aws:lambda:{self.region}:{self.account}:function:"
            f"{names.function_name(service, self.environment)}"
            for service in names.SERVICES
        ]

    @property
    def ledger(self) -> str:
        """ARN of the ledger."""
        table = names.ledger_table(self.environment)
        return f"arn:aws:dynamodb:{self.region}:{self.account}:table/{table}"

    def audited(self, *prefixes: str) -> list[str]:
        """ARNs of the audit bucket's objects whose keys begin so."""
        bucket = names.audit_bucket(self.environment)
        return [f"arn:aws:s3:::{bucket}/{prefix}*" for prefix in prefixes]

    @property
    def verification_secret(self) -> str:
        """ARN of the checks' own user; Secrets Manager adds six characters to a name."""
        name = names.verification_secret(self.environment)
        return f"arn:aws:secretsmanager:{self.region}:{self.account}:secret:{name}-??????"


@dataclass(frozen=True)
class Parts:
    """ARNs of what a role works on and no name tells: inputs, known once they are made."""

    distribution: Any
    web_acl: Any
    stage: Any
    connection_secret: Any
    connection_key: Any


def preview(place: Place, parts: Parts) -> list[Statement]:
    """Reads the stack and its state, the ledger, the releases and the site's files.

    The connection secret names the database's host; the password is not in it.
    """
    buckets = [
        place.state_bucket,
        names.releases_bucket(place.environment),
        names.frontend_bucket(place.environment),
        names.audit_bucket(place.environment),
    ]
    return [
        allow(_DESCRIBES, "*"),
        allow(["s3:ListBucket", "s3:ListBucketVersions"], [f"arn:aws:s3:::{it}" for it in buckets]),
        allow(
            ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging"],
            [f"arn:aws:s3:::{it}/*" for it in buckets],
        ),
        allow(["dynamodb:GetItem", "dynamodb:Query"], place.ledger),
        allow(["secretsmanager:GetSecretValue"], parts.connection_secret),
        allow(["kms:Decrypt"], [place.state_key_arn, parts.connection_key]),
    ]


def request(place: Place, parts: Parts) -> list[Statement]:
    """Plans a rollback and asks for its approval: a line in the ledger, a plan in the archive."""
    return [
        *preview(place, parts),
        in_ledger(place, "dynamodb:PutItem", partitions.APPROVAL, partitions.AUDIT),
        allow(["s3:PutObject"], place.audited(CHAIN, "runs/approval-")),
    ]


def rollback(place: Place, parts: Parts) -> list[Statement]:
    """Moves the traffic: exactly what the gateways call, and nothing of the infrastructure.

    It signs in as the checks' own user, to try what users do, and can't make that user's password.
    """
    site = f"arn:aws:s3:::{names.frontend_bucket(place.environment)}/*"
    return [
        *request(place, parts),
        *_run(place),
        allow(["lambda:UpdateAlias"], place.functions),
        allow(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"], site),
        allow(["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"], parts.distribution),
        allow(["secretsmanager:GetSecretValue"], place.verification_secret),
    ]


def lock_down(place: Place, parts: Parts) -> list[Statement]:
    """Closes the platform, keeps the evidence, moves the traffic to the last secure release, and
    lets visitors in again.

    An update of a web ACL needs the right on what its rules refer to as well; nothing of a managed
    group can be changed by it. Source: Service Authorization Reference, "Actions, resources, and
    condition keys for AWS WAF V2", UpdateWebACL.
    """
    waf = f"arn:aws:wafv2:us-east-1:{place.account}:global"
    own_sets = f"{waf}/ipset/{names.web_acl(place.environment)}-*"
    logs = f"arn:aws:logs:{place.region}:{place.account}:log-group"
    return [
        *rollback(place, parts),
        allow(
            ["lambda:DeleteFunctionConcurrency", "lambda:PutFunctionConcurrency"], place.functions
        ),
        allow(["wafv2:UpdateWebACL"], [parts.web_acl, own_sets, f"{waf}/managedruleset/*"]),
        allow(["apigateway:PATCH"], parts.stage),
        in_ledger(
            *(place, "dynamodb:PutItem"),
            *(partitions.LOCKDOWN, partitions.EVIDENCE, partitions.SECURITY),
        ),
        in_ledger(place, "dynamodb:DeleteItem", partitions.LOCKDOWN),
        allow(["s3:PutObject"], place.audited(EVIDENCE)),
        allow(_EVIDENCE, "*"),
        allow(
            ["logs:FilterLogEvents"],
            [
                f"{logs}:/aws/apigateway/{names.rest_api(place.environment)}:*",
                *(
                    f"{logs}:/aws/lambda/{names.function_name(service, place.environment)}:*"
                    for service in names.SERVICES
                ),
            ],
        ),
    ]


def approve(place: Place) -> list[Statement]:
    """Signs requests, or takes one back: for people, never for a role of the workflows."""
    buckets = [names.releases_bucket(place.environment), names.audit_bucket(place.environment)]
    written = partitions.SIGNATURE, partitions.APPROVAL, partitions.AUDIT
    return [
        allow(["s3:ListBucket"], [f"arn:aws:s3:::{it}" for it in buckets]),
        allow(["s3:GetObject"], [f"arn:aws:s3:::{it}/*" for it in buckets]),
        allow(["dynamodb:GetItem", "dynamodb:Query"], place.ledger),
        in_ledger(place, "dynamodb:PutItem", *written),
        in_ledger(place, "dynamodb:ConditionCheckItem", partitions.APPROVAL),
        allow(["s3:PutObject"], place.audited(CHAIN)),
    ]


def _run(place: Place) -> list[Statement]:
    """Has the lease, holds, keeps a journal and a plan, and judges releases."""
    own = partitions.HOLD, partitions.LEASE, partitions.RUN, partitions.RELEASE
    return [
        in_ledger(place, "dynamodb:PutItem", *own, partitions.lines_of("*")),
        in_ledger(place, "dynamodb:ConditionCheckItem", partitions.LEASE),
        in_ledger(place, "dynamodb:DeleteItem", partitions.HOLD),
        allow(["s3:PutObject"], place.audited("runs/")),
    ]


def trust_workflows(
    provider_arn: Any, subject: str, claims: Mapping[str, list[str]]
) -> list[Statement]:
    """Who may assume a role: jobs with exactly this subject, of exactly these workflows.

    Args:
        provider_arn: the account's OpenID Connect provider of GitHub.
        subject: `repo:ORG/REPO:environment:prod` or `repo:ORG/REPO:pull_request`.
        claims: further claims of GitHub's token -> the values that they may have.

    Source: IAM user guide, "Available keys for AWS OIDC federation"; GitHub's documentation,
    "OpenID Connect reference".
    """
    issuer = "token.actions.githubusercontent.com"
    insisted = {"aud": "sts.amazonaws.com", "sub": subject, **claims}
    return [
        {
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {f"{issuer}:{claim}": value for claim, value in insisted.items()}
            },
        }
    ]


def trust_people(arns: list[str]) -> list[Statement]:
    """People who may assume a role with their own credentials."""
    return [{"Effect": "Allow", "Principal": {"AWS": arns}, "Action": "sts:AssumeRole"}]


def in_ledger(place: Place, action: str, *keys: str) -> Statement:
    """One action on the ledger, bound to partitions; a transaction's parts are judged one by one.

    `ForAllValues` holds of no key at all, so there has to be one.
    Source: DynamoDB developer guide, "Using IAM policy conditions for fine-grained access control"
    and "Using IAM with DynamoDB transactions"; IAM user guide, "Multivalued context keys".
    """
    return {
        **allow([action], place.ledger),
        "Condition": {
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": sorted(keys)},
            "Null": {"dynamodb:LeadingKeys": "false"},
        },
    }


def allow(actions: Iterable[str], resources: Any) -> Statement:
    """One statement of a policy."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": resources}
