from sandbox.gateway.answer import Answer
from sandbox.gateway.security_headers import SECURITY_HEADERS_POLICY, with_policy


def test_the_policy_adds_what_the_origin_does_not_say() -> None:
    answer = Answer(200, b"", (("x-frame-options", "DENY"), ("x-content-type-options", "none")))

    headers = {
        name.lower(): value for name, value in with_policy(answer, SECURITY_HEADERS_POLICY).headers
    }

    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_without_the_policy_nothing_is_added() -> None:
    answer = Answer(200, b"")

    assert with_policy(answer, None) == answer
