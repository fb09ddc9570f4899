"""What a web ACL is when it lets nobody in, and how one is kept to be put back exactly. Pure.

Sources: AWS WAF API reference, UpdateWebACL (an update is the whole configuration) and
SizeConstraintStatement; AWS WAF Developer Guide, "Setting rule priority": the lowest number comes
first, and an Allow ends the evaluation before the default action is looked at.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

Configuration = Mapping[str, Any]
# Everything that UpdateWebACL sets; the rest of GetWebACL's answer is AWS's own.
FIELDS: Final = (
    *("DefaultAction", "Description", "Rules", "VisibilityConfig", "DataProtectionConfig"),
    *("CustomResponseBodies", "CaptchaConfig", "ChallengeConfig", "TokenDomains"),
    *("AssociationConfig", "OnSourceDDoSProtectionConfig", "ApplicationConfig"),
    "MonetizationConfig",
)
RULE: Final = "emergency-lock-down"
_BYTES: Final = "$base64"


def configuration(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The part of GetWebACL's `WebACL` that an update has to name again.

    An absent description is answered as an empty one, which an update may not name.
    """
    found = {name: answer[name] for name in FIELDS if answer.get(name) is not None}
    if found.get("Description") == "":
        del found["Description"]
    return found


def closed(acl: Configuration) -> dict[str, Any]:
    """The same web ACL with a rule before all others that blocks everything, and Block by default.

    Rules keep their order; where one has the lowest priority that there is, all make room by one.
    """
    rules = list(acl.get("Rules", ()))
    makes_room = any(rule["Priority"] == 0 for rule in rules)
    moved = [{**rule, "Priority": rule["Priority"] + 1} for rule in rules] if makes_room else rules
    blocking = _block_all(_free_name({rule["Name"] for rule in rules}))
    return {**acl, "DefaultAction": {"Block": {}}, "Rules": [blocking, *moved]}


def is_closed(acl: Configuration) -> bool:
    """Whether a web ACL looks as `closed` leaves one, whatever it was before."""
    rules = sorted(acl.get("Rules", ()), key=lambda rule: int(rule["Priority"]))
    return bool(rules) and rules[0]["Name"].startswith(RULE) and "Block" in acl["DefaultAction"]


def to_text(acl: Configuration) -> str:
    """A configuration as one text, the same for the same one; search strings are bytes."""
    return json.dumps(acl, sort_keys=True, separators=(",", ":"), default=_encoded)


def from_text(text: str) -> dict[str, Any]:
    """The configuration that a text is of."""
    return dict(json.loads(text, object_hook=_decoded))


def _free_name(taken: set[str]) -> str:
    name, number = RULE, 1
    while name in taken:
        number += 1
        name = f"{RULE}-{number}"
    return name


def _block_all(name: str) -> dict[str, Any]:
    """Each request's path is at least nothing long."""
    return {
        "Name": name,
        "Priority": 0,
        "Statement": {
            "SizeConstraintStatement": {
                "FieldToMatch": {"UriPath": {}},
                "ComparisonOperator": "GE",
                "Size": 0,
                "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
            }
        },
        "Action": {"Block": {}},
        "VisibilityConfig": {
            "SampledRequestsEnabled": True,
            "CloudWatchMetricsEnabled": True,
            "MetricName": name,
        },
    }


def _encoded(value: Any) -> dict[str, str]:
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} is no part of a web ACL")


def _decoded(part: dict[str, Any]) -> Any:
    return base64.b64decode(part[_BYTES]) if part.keys() == {_BYTES} else part
