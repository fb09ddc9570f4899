from typing import Any

import pytest

from sandbox.gateway.policies import Asking, allows

ARN = "arn:aws:cloudfront::123456789012:distribution/E1"
ASKING = Asking("cloudfront.amazonaws.com", ARN)
OBJECT = "arn:aws:s3:::site/index.html"
STATEMENT: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudfront.amazonaws.com"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::site/*",
    "Condition": {"StringEquals": {"AWS:SourceArn": ARN}},
}
ONLY_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::site/*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def allowed(*statements: dict[str, Any]) -> bool:
    return allows({"Statement": list(statements)}, ASKING, "s3:GetObject", OBJECT)


def test_the_usual_policy_lets_the_distribution_read() -> None:
    assert allowed(STATEMENT)
    assert allowed(STATEMENT, ONLY_TLS)


def test_a_bucket_without_a_policy_lets_nobody_in() -> None:
    assert not allows({}, ASKING, "s3:GetObject", OBJECT)


@pytest.mark.parametrize(
    "change",
    [
        {"Action": "s3:ListBucket"},
        {"Resource": "arn:aws:s3:::other/*"},
        {"Principal": {"Service": "lambda.amazonaws.com"}},
        {"Condition": {"StringEquals": {"AWS:SourceArn": ARN + "2"}}},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": "999999999999"}}},
        {"Effect": "Deny"},
    ],
)
def test_a_statement_about_something_else_does_not_help(change: dict[str, Any]) -> None:
    assert not allowed(STATEMENT | change)


def test_a_denial_goes_before_a_permission() -> None:
    denial = {name: ONLY_TLS[name] for name in ("Effect", "Principal", "Action", "Resource")}

    assert not allowed(STATEMENT, denial)
