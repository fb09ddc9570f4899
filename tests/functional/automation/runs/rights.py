"""The rights that a call to AWS needs, for comparing with what a policy allows. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from components.access_policies import Place
from tests.functional.automation.miniature.calls import Call
from tests.policies import allows

# Source: Service Authorization Reference, "API operations" of each service.
_ACTIONS: Final[tuple[tuple[str, str], ...]] = (
    (r"lambda PUT /2015-03-31/functions/([\w-]+)/aliases/PROD", "lambda:UpdateAlias"),
    (r"s3 PUT /([\w./-]+)(\?.*)?$", "s3:PutObject"),
    (r"s3 DELETE /([\w./-]+)(\?.*)?$", "s3:DeleteObject"),
    (
        r"cloudfront POST /2020-05-31/distribution/(\w+)/invalidation",
        "cloudfront:CreateInvalidation",
    ),
    (r"(wafv2) UpdateWebACL", "wafv2:UpdateWebACL"),
    (r"apigateway PATCH (/restapis/\w+/stages/\w+)", "apigateway:PATCH"),
    (r"lambda PUT /2017-10-31/functions/([\w-]+)/concurrency", "lambda:PutFunctionConcurrency"),
    (
        r"lambda DELETE /2017-10-31/functions/([\w-]+)/concurrency",
        "lambda:DeleteFunctionConcurrency",
    ),
)
# Of whichever environment: the call names it in its body.
WEB_ACL: Final = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/dev/1"


@dataclass(frozen=True)
class Right:
    """An action on a resource; on the ledger, on the items under one key."""

    action: str
    resource: str
    key: str | None = None

    def is_granted(self, statements: Iterable[Mapping[str, Any]]) -> bool:
        """Whether a policy allows it."""
        return allows(statements, self.action, self.resource, self.key)


def needed(call: Call, place: Place) -> Iterator[Right]:
    """The rights that a call needs.

    Raises:
        AssertionError: it is of a kind that nobody has thought of.
    """
    if call.parts:
        for action, key in call.parts:
            yield Right(action, place.ledger, key)
        return
    for pattern, action in _ACTIONS:
        found = re.match(pattern, str(call))
        if found is not None:
            yield Right(action, _arn(place, action, found[1]))
            return
    raise AssertionError(f"no right is known for {call}: may the role do that?")


def granted(statements: Iterable[Mapping[str, Any]]) -> set[tuple[str, str, str | None]]:
    """Each action that changes something, with its resource and, in the ledger, its key."""
    return {
        (action, resource, key)
        for statement in statements
        for action in statement["Action"]
        if not re.match(r"\w+:(Get|List|Describe|Query|Filter|GET|Decrypt)", action)
        for resource in _listed(statement["Resource"])
        for key in _keys(statement)
    }


def _keys(statement: Mapping[str, Any]) -> list[str | None]:
    condition = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
    return list(condition.get("dynamodb:LeadingKeys", [None]))


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _arn(place: Place, action: str, name: str) -> str:
    here = f"{place.region}:{place.account}"
    arns: dict[str, Callable[[], str]] = {
        "lambda": lambda: f"arn:aws:lambda:{here}:function:{name}",
        "s3": lambda: f"arn:aws:s3:::{name}",
        "wafv2": lambda: WEB_ACL,
        "apigateway": lambda: f"arn:aws:apigateway:{place.region}::{name}",
        "cloudfront": lambda: f"arn:aws:cloudfront::{place.account}:distribution/{name}",
    }
    return arns[action.partition(":")[0]]()
