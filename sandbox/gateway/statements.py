"""Whether a request matches a WAF statement. Pure.

Source: https://docs.aws.amazon.com/waf/latest/APIReference/API_Statement.html. On a laptop there is
one visitor from nowhere: rate limits are never reached, managed groups and country matches never
match.
"""

import base64
import binascii
import ipaddress
from collections.abc import Callable
from typing import Any, Final

from sandbox.gateway.viewed import Viewed

Statement = dict[str, Any]
# The addresses of an IP set, by its ARN.
IpSets = Callable[[str], list[str]]

NEVER_MATCHING: Final = {
    "GeoMatchStatement",
    "ManagedRuleGroupStatement",
    "RateBasedStatement",
    "AsnMatchStatement",
    "LabelMatchStatement",
    "RuleGroupReferenceStatement",
}


class UnknownStatementError(Exception):
    """A kind of statement that this evaluation does not know."""


def matches(statement: Statement, request: Viewed, ip_sets: IpSets) -> bool:
    """Evaluate one statement, which holds exactly one kind.

    Raises:
        UnknownStatementError: better than to wave a request through that AWS would block.
    """
    kind, body = next((k, v) for k, v in statement.items() if v is not None)
    match kind:
        case "NotStatement":
            matched = not matches(body["Statement"], request, ip_sets)
        case "AndStatement":
            matched = all(matches(part, request, ip_sets) for part in body["Statements"])
        case "OrStatement":
            matched = any(matches(part, request, ip_sets) for part in body["Statements"])
        case "IPSetReferenceStatement":
            matched = _from_one_of(ip_sets(body["ARN"]), request.source_ip)
        case "ByteMatchStatement":
            matched = _byte_match(body, _field(body["FieldToMatch"], request))
        case "SizeConstraintStatement":
            matched = _size_match(body, _field(body["FieldToMatch"], request))
        case _ if kind in NEVER_MATCHING:
            matched = False
        case _:
            raise UnknownStatementError(kind)
    return matched


def _from_one_of(networks: list[str], address: str) -> bool:
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(net) for net in networks)


def _field(selector: dict[str, Any], request: Viewed) -> bytes:
    name, details = next((k, v) for k, v in selector.items() if v is not None)
    if name == "SingleHeader":
        return request.headers.get(details["Name"].lower(), "").encode()
    fields = {
        "UriPath": request.raw_path.encode(),
        "QueryString": request.query.encode(),
        "AllQueryArguments": request.query.encode(),
        "Method": request.method.encode(),
        "Body": request.body,
    }
    if name not in fields:
        raise UnknownStatementError(f"FieldToMatch {name}")
    return fields[name]


def _byte_match(body: Statement, field: bytes) -> bool:
    wanted = _search_string(body["SearchString"])
    transformations = {each["Type"] for each in body.get("TextTransformations", [])}
    if "LOWERCASE" in transformations:
        field = field.lower()
    constraints: dict[str, bool] = {
        "EXACTLY": field == wanted,
        "STARTS_WITH": field.startswith(wanted),
        "ENDS_WITH": field.endswith(wanted),
        "CONTAINS": wanted in field,
        "CONTAINS_WORD": wanted in field.replace(b"/", b" ").split(),
    }
    return constraints[body["PositionalConstraint"]]


def _search_string(text: str) -> bytes:
    """The API carries it as base64."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return text.encode()


def _size_match(body: Statement, field: bytes) -> bool:
    size, limit = len(field), int(body["Size"])
    comparisons: dict[str, bool] = {
        "EQ": size == limit,
        "NE": size != limit,
        "LE": size <= limit,
        "LT": size < limit,
        "GE": size >= limit,
        "GT": size > limit,
    }
    return comparisons[body["ComparisonOperator"]]
