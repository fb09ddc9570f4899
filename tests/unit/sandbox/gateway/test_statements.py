import base64
from typing import Any

import pytest

from sandbox.gateway.statements import UnknownStatementError, matches
from sandbox.gateway.viewed import Viewed

REQUEST = Viewed(
    method="POST",
    raw_path="/api/Files",
    query="a=1",
    headers={"user-agent": "curl/8"},
    body=b"hello",
    source_ip="127.0.0.1",
)
NETWORKS = {"loopback": ["127.0.0.0/8"], "office": ["203.0.113.0/24"]}


def met(statement: dict[str, Any]) -> bool:
    return matches(statement, REQUEST, NETWORKS.__getitem__)


def bytes_in(
    field: dict[str, Any], text: str, constraint: str, transformation: str = "NONE"
) -> dict[str, Any]:
    return {
        "ByteMatchStatement": {
            "FieldToMatch": field,
            "SearchString": base64.b64encode(text.encode()).decode(),
            "PositionalConstraint": constraint,
            "TextTransformations": [{"Priority": 0, "Type": transformation}],
        }
    }


def size_of_path(operator: str, size: int) -> dict[str, Any]:
    return {
        "SizeConstraintStatement": {
            "FieldToMatch": {"UriPath": {}},
            "ComparisonOperator": operator,
            "Size": size,
        }
    }


ALWAYS = bytes_in({"UriPath": {}}, "/", "STARTS_WITH")
NEVER = {"NotStatement": {"Statement": ALWAYS}}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (ALWAYS, True),
        (NEVER, False),
        ({"NotStatement": {"Statement": {"GeoMatchStatement": {"CountryCodes": ["CH"]}}}}, True),
        ({"AndStatement": {"Statements": [ALWAYS, NEVER]}}, False),
        ({"OrStatement": {"Statements": [NEVER, ALWAYS]}}, True),
        ({"IPSetReferenceStatement": {"ARN": "loopback"}}, True),
        ({"IPSetReferenceStatement": {"ARN": "office"}}, False),
        ({"RateBasedStatement": {"Limit": 10, "AggregateKeyType": "IP"}}, False),
        ({"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "x"}}, False),
        (bytes_in({"UriPath": {}}, "/api/files", "EXACTLY"), False),
        (bytes_in({"UriPath": {}}, "/api/files", "EXACTLY", "LOWERCASE"), True),
        (bytes_in({"Method": {}}, "POST", "EXACTLY"), True),
        (bytes_in({"QueryString": {}}, "=1", "ENDS_WITH"), True),
        (bytes_in({"SingleHeader": {"Name": "User-Agent"}}, "curl", "CONTAINS"), True),
        (bytes_in({"Body": {}}, "bye", "CONTAINS"), False),
        (size_of_path("GE", 0), True),
        (size_of_path("GT", 1000), False),
    ],
)
def test_matches_as_waf_does(statement: dict[str, Any], expected: bool) -> None:
    assert met(statement) is expected


def test_an_unknown_kind_is_an_error_and_no_pass() -> None:
    with pytest.raises(UnknownStatementError, match="SqliMatchStatement"):
        met({"SqliMatchStatement": {"FieldToMatch": {"Body": {}}}})


def test_an_unknown_field_is_an_error_and_no_pass() -> None:
    with pytest.raises(UnknownStatementError, match="JsonBody"):
        met(bytes_in({"JsonBody": {}}, "x", "CONTAINS"))
