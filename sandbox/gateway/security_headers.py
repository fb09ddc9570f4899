"""Headers that a managed response headers policy adds to what the distribution answers. Pure.

Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
(Managed-SecurityHeadersPolicy; of its headers only X-Content-Type-Options replaces the origin's)
"""

from typing import Final

from sandbox.gateway.answer import Answer

SECURITY_HEADERS_POLICY: Final = "67f7725c-6f97-4210-82d7-5512b31e9d03"
HEADERS: Final = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-XSS-Protection": "1; mode=block",
}
OVERRIDING: Final = "X-Content-Type-Options"


def with_policy(answer: Answer, policy_id: str | None) -> Answer:
    """The answer with the policy's headers, where it is the one that is known here."""
    if policy_id != SECURITY_HEADERS_POLICY:
        return answer
    own = {name.lower() for name, _ in answer.headers} - {OVERRIDING.lower()}
    kept = tuple(each for each in answer.headers if each[0].lower() != OVERRIDING.lower())
    added = tuple((name, value) for name, value in HEADERS.items() if name.lower() not in own)
    return answer.with_only(kept + added)
