from typing import Any

import pytest

from sandbox.gateway.proxy_event import Target, answer_of, proxy_event
from sandbox.gateway.routes import Route
from sandbox.gateway.viewed import Viewed

TARGET = Target("abc", "prod", {}, "GET", Route("/api/{proxy+}", {"proxy": "x"}))


def event(body: bytes = b"", query: str = "") -> dict[str, Any]:
    return proxy_event(Viewed("GET", "/api/x", query, {}, body, "127.0.0.1"), TARGET, "id")


def test_what_is_absent_is_null() -> None:
    made = event()

    assert made["body"] is None
    assert made["queryStringParameters"] is None
    assert made["stageVariables"] is None


def test_a_body_that_is_no_text_is_encoded() -> None:
    made = event(b"\xff")

    assert (made["body"], made["isBase64Encoded"]) == ("/w==", True)


def test_the_last_of_repeated_parameters_is_the_single_one() -> None:
    assert event(query="a=1&a=2")["queryStringParameters"] == {"a": "2"}


def test_the_result_becomes_the_response() -> None:
    answer = answer_of(
        {
            "statusCode": "201",
            "headers": {"X-A": 1},
            "multiValueHeaders": {"Set-Cookie": ["a", "b"]},
            "body": "aGk=",
            "isBase64Encoded": True,
        },
        "7",
    )

    assert (answer.status, answer.body, answer.version) == (201, b"hi", "7")
    assert answer.headers[:3] == (("X-A", "1"), ("Set-Cookie", "a"), ("Set-Cookie", "b"))


@pytest.mark.parametrize(
    "result",
    [
        None,
        "text",
        [],
        {},
        {"body": "x"},
        {"statusCode": "ok"},
        {"statusCode": 200, "body": {"not": "text"}},
        {"statusCode": 200, "body": "abc", "isBase64Encoded": True},
    ],
)
def test_a_result_of_another_form_is_a_bad_gateway(result: Any) -> None:
    assert answer_of(result, "7").status == 502
