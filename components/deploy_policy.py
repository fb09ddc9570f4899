"""What the role that deploys may do: it makes and changes the platform, and deletes no data. Pure.

What has a name is named. What AWS names itself is told by its tag `Environment`, which the
provider puts on everything.
Source: Service Authorization Reference, resource types and condition keys of each service.
"""

from typing import Final

from automation.core import names
from components.access_policies import Parts, Place, Statement, allow, rollback

_FUNCTION: Final = (
    *("lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"),
    *("lambda:PublishVersion", "lambda:CreateAlias", "lambda:DeleteAlias", "lambda:AddPermission"),
    *("lambda:RemovePermission", "lambda:PutFunctionConcurrency", "lambda:TagResource"),
    *("lambda:DeleteFunctionConcurrency", "lambda:PutFunctionEventInvokeConfig"),
    *("lambda:DeleteFunctionEventInvokeConfig", "lambda:UpdateFunctionEventInvokeConfig"),
)
_RULE: Final = (
    *("events:DeleteRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"),
    "events:TagResource",
)
_ROLE: Final = (
    *("iam:CreateRole", "iam:DeleteRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy"),
    *("iam:TagRole", "iam:UpdateAssumeRolePolicy"),
)
_BUCKET: Final = (
    *("s3:CreateBucket", "s3:PutBucketVersioning", "s3:PutBucketPolicy", "s3:PutBucketTagging"),
    *("s3:PutBucketPublicAccessBlock", "s3:PutEncryptionConfiguration"),
    *("s3:PutLifecycleConfiguration", "s3:PutBucketObjectLockConfiguration"),
    "s3:PutBucketOwnershipControls",
)
_TABLE: Final = (
    *("dynamodb:CreateTable", "dynamodb:UpdateTable", "dynamodb:UpdateContinuousBackups"),
    *("dynamodb:UpdateTimeToLive", "dynamodb:TagResource"),
)
_DATABASE: Final = (
    *("rds:CreateDBCluster", "rds:ModifyDBCluster", "rds:CreateDBInstance", "rds:ModifyDBInstance"),
    *("rds:CreateDBSubnetGroup", "rds:ModifyDBSubnetGroup", "rds:AddTagsToResource"),
    *("rds:CreateDBClusterParameterGroup", "rds:ModifyDBClusterParameterGroup"),
)
_QUEUE: Final = ("sqs:CreateQueue", "sqs:SetQueueAttributes", "sqs:TagQueue")
_TOPIC: Final = (
    *("sns:CreateTopic", "sns:SetTopicAttributes", "sns:Subscribe", "sns:Unsubscribe"),
    "sns:TagResource",
)
_WATCHED: Final = (
    *("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms", "cloudwatch:PutDashboard"),
    *("cloudwatch:TagResource", "logs:CreateLogGroup", "logs:PutRetentionPolicy"),
    "logs:TagResource",
)
_SECRET: Final = (
    *("secretsmanager:CreateSecret", "secretsmanager:UpdateSecret"),
    *("secretsmanager:PutSecretValue", "secretsmanager:TagResource"),
)
_FIREWALL: Final = (
    *("wafv2:CreateWebACL", "wafv2:UpdateWebACL", "wafv2:CreateIPSet", "wafv2:UpdateIPSet"),
    "wafv2:TagResource",
)
_MADE_WITH_TAG: Final = (
    *("apigateway:POST", "cloudfront:CreateDistribution", "ec2:CreateRouteTable"),
    *("ec2:CreateSecurityGroup", "ec2:CreateSubnet", "ec2:CreateTags", "ec2:CreateVpc"),
    *("ec2:CreateVpcEndpoint", "kms:CreateKey", "route53:ChangeTagsForResource"),
)
_CHANGED_BY_TAG: Final = (
    *("apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"),
    *("cloudfront:TagResource", "cloudfront:UpdateDistribution"),
    *("ec2:AssociateRouteTable", "ec2:AuthorizeSecurityGroupEgress"),
    *("ec2:AuthorizeSecurityGroupIngress", "ec2:CreateSubnet", "ec2:CreateVpcEndpoint"),
    *("ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:ModifyVpcEndpoint"),
    *("ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"),
    *("kms:CreateAlias", "kms:EnableKeyRotation", "kms:PutKeyPolicy", "kms:TagResource"),
    "kms:UpdateKeyDescription",
)


def deploy(place: Place, parts: Parts) -> list[Statement]:
    """Makes and changes the platform; can do all that a rollback does."""
    here, name = f"{place.region}:{place.account}", f"{names.PROJECT}-{place.environment}"
    environment = place.environment
    roles = [
        f"arn:aws:iam::{place.account}:role/{role}"
        for role in (
            *(names.function_name(service, environment) for service in names.SERVICES),
            names.automatic_rollback(environment),
            names.messages(environment),
        )
    ]
    functions = [
        *place.functions,
        *(
            f"arn:aws:lambda:{here}:function:{function}"
            for function in (names.rollback_function(environment), names.messages(environment))
        ),
    ]
    return [
        *rollback(place, parts),
        allow(_FUNCTION, [arn + end for arn in functions for end in ("", ":*")]),
        allow(_ROLE, roles),
        {
            **allow(["iam:PassRole"], roles),
            "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}},
        },
        *_alarm_delivery(place),
        allow(_RULE, f"arn:aws:events:{here}:rule/{names.messages(environment)}"),
        allow(_TABLE, place.ledger),
        allow(
            _DATABASE,
            [f"arn:aws:rds:{here}:{kind}:{name}*" for kind in ("cluster", "db", "subgrp")]
            + [f"arn:aws:rds:{here}:cluster-pg:{name}*"],
        ),
        allow(_QUEUE, _queues(place, here)),
        allow(
            _TOPIC,
            [
                f"arn:aws:sns:{region}:{place.account}:{name}-*"
                for region in sorted({place.region, "us-east-1"})
            ],
        ),
        allow(_WATCHED, _watched(place, here, name)),
        allow(
            _SECRET,
            f"arn:aws:secretsmanager:{here}:secret:{names.PROJECT}/{place.environment}/database-*",
        ),
        allow(
            _FIREWALL,
            [
                f"arn:aws:wafv2:us-east-1:{place.account}:global/{kind}/{name}*"
                for kind in ("webacl", "ipset")
            ],
        ),
        *_storage(place),
        *_by_tag(place),
    ]


def _alarm_delivery(place: Place) -> list[Statement]:
    """Rules in the platform's region, and in us-east-1 where that is another one."""
    rule = names.automatic_rollback(place.environment)
    regions = sorted({place.region, "us-east-1"})
    found = [
        allow(_RULE, [f"arn:aws:events:{it}:{place.account}:rule/{rule}" for it in regions]),
        allow(_QUEUE, [f"arn:aws:sqs:{it}:{place.account}:{rule}-dead-letters" for it in regions]),
    ]
    if len(regions) == 1:
        return found
    role = f"arn:aws:iam::{place.account}:role/{names.alarm_forwarding(place.environment)}"
    passed = {
        **allow(["iam:PassRole"], [role]),
        "Condition": {"StringEquals": {"iam:PassedToService": "events.amazonaws.com"}},
    }
    return [*found, allow(_ROLE, [role]), passed]


def _storage(place: Place) -> list[Statement]:
    own = [
        names.frontend_bucket(place.environment),
        names.releases_bucket(place.environment),
        names.audit_bucket(place.environment),
    ]
    written = [*own[:2], place.state_bucket]
    return [
        allow(_BUCKET, [f"arn:aws:s3:::{bucket}" for bucket in own]),
        allow(
            ["s3:DeleteObject", "s3:PutObject", "s3:PutObjectTagging"],
            [f"arn:aws:s3:::{bucket}/*" for bucket in written],
        ),
        allow(["kms:Encrypt", "kms:GenerateDataKey"], place.state_key_arn),
    ]


def _queues(place: Place, here: str) -> list[str]:
    return [
        f"arn:aws:sqs:{here}:{names.function_name(service, place.environment)}-dead-letters"
        for service in (*names.SERVICES, "messages")
    ]


def _watched(place: Place, here: str, name: str) -> list[str]:
    return [
        f"arn:aws:cloudwatch:{here}:alarm:{name}*",
        f"arn:aws:cloudwatch::{place.account}:dashboard/{name}",
        *(
            f"arn:aws:logs:{here}:log-group:/aws/lambda/"
            f"{names.function_name(service, place.environment)}*"
            for service in (*names.SERVICES, "rollback", "messages")
        ),
        f"arn:aws:logs:{here}:log-group:/aws/apigateway/{name}*",
    ]


def _by_tag(place: Place) -> list[Statement]:
    def insisting(on: str, statement: Statement) -> Statement:
        tag = {f"aws:{on}/Environment": place.environment}
        return {**statement, "Condition": {"StringEquals": tag}}

    return [
        insisting("RequestTag", allow(_MADE_WITH_TAG, "*")),
        insisting("ResourceTag", allow(_CHANGED_BY_TAG, "*")),
        allow(
            ["cloudfront:CreateOriginAccessControl"],
            f"arn:aws:cloudfront::{place.account}:origin-access-control/*",
        ),
        # AWS knows neither a resource nor a tag for the making of a health check.
        allow(["route53:CreateHealthCheck"], "*"),
    ]
