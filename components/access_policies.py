"""What each role of the workflows may do: statements of IAM policies. Pure.

What changes anything is named, action by action and resource by resource. Nobody may delete the
cluster, a function, or a version of a file: a rollback needs them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from automation.core import names

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
    *("iam:GetOpenIDConnectProvider", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRole"),
    *("iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListPolicyVersions"),
    *("iam:ListRolePolicies", "iam:ListInstanceProfilesForRole"),
    *("kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases"),
    "kms:ListResourceTags",
    *("lambda:GetAlias", "lambda:GetFunction", "lambda:GetFunctionCodeSigningConfig"),
    *("lambda:GetFunctionConfiguration", "lambda:GetPolicy", "lambda:ListTags"),
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
        allow(["dynamodb:PutItem"], place.ledger),
        allow(["s3:PutObject"], f"arn:aws:s3:::{names.audit_bucket(place.environment)}/*"),
    ]


def rollback(place: Place, parts: Parts) -> list[Statement]:
    """Moves the traffic: exactly what the gateways call, and nothing of the infrastructure."""
    site = f"arn:aws:s3:::{names.frontend_bucket(place.environment)}/*"
    return [
        *request(place, parts),
        allow(["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"], place.ledger),
        allow(["lambda:UpdateAlias"], place.functions),
        allow(["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"], site),
        allow(["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"], parts.distribution),
    ]


def lock_down(place: Place, parts: Parts) -> list[Statement]:
    """Stops writes and visitors, and lets them in again."""
    return [
        *request(place, parts),
        allow(["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem"], place.ledger),
        allow(
            ["lambda:DeleteFunctionConcurrency", "lambda:PutFunctionConcurrency"], place.functions
        ),
        allow(["wafv2:UpdateWebACL"], parts.web_acl),
        allow(["apigateway:PATCH"], parts.stage),
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


def allow(actions: Iterable[str], resources: Any) -> Statement:
    """One statement of a policy."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": resources}
