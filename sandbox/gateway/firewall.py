"""What a web ACL says to a request. Pure.

Rules in the order of their priority; the first that matches with Allow or Block ends the
evaluation, Count goes on, and what no rule decides the default action decides. Sources:
https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-processing-order.html and, for the
answer of a block, https://docs.aws.amazon.com/waf/latest/developerguide/waf-custom-request-response.html
"""

from typing import Any

from sandbox.gateway.answer import Answer, page
from sandbox.gateway.statements import IpSets, matches
from sandbox.gateway.viewed import Viewed


def refusal(acl: dict[str, Any], request: Viewed, ip_sets: IpSets) -> Answer | None:
    """The answer to a blocked request, or None when it may pass.

    Args:
        acl: the web ACL as GetWebACL answers it.
        request: the user's request.
        ip_sets: looks up the addresses of an IP set by its ARN.
    """
    for rule in sorted(acl["Rules"], key=lambda rule: int(rule["Priority"])):
        action = rule.get("Action") or {}
        if not matches(rule["Statement"], request, ip_sets):
            continue
        if "Allow" in action:
            return None
        if "Block" in action:
            return _blocked(acl, action["Block"])
    default = acl["DefaultAction"]
    return _blocked(acl, default["Block"]) if default.get("Block") is not None else None


def _blocked(acl: dict[str, Any], block: dict[str, Any] | None) -> Answer:
    custom = (block or {}).get("CustomResponse")
    if not custom:
        return page(403, "403 Forbidden", "Request blocked.")
    bodies = acl.get("CustomResponseBodies") or {}
    body = bodies.get(custom.get("CustomResponseBodyKey"), {}).get("Content", "")
    headers = tuple((each["Name"], each["Value"]) for each in custom.get("ResponseHeaders") or [])
    return Answer(int(custom["ResponseCode"]), body.encode(), headers, replaceable=False)
