import base64
import json
from http import HTTPStatus

import pytest

from services.common.http import LONGEST_BODY, Request, answer, read_request
from services.common.refusals import BadRequestError, TooLargeError


def test_reads_a_proxy_event() -> None:
    event = {"httpMethod": "post", "path": "/api/auth/verify/", "body": '{"token": "t"}'}
    request = read_request(event)
    assert (request.method, request.path) == ("POST", "/api/auth/verify")
    assert request.json_object() == {"token": "t"}


def test_reads_a_body_that_the_gateway_encoded() -> None:
    body = base64.b64encode(b'{"a": 1}').decode()
    event = {"httpMethod": "POST", "path": "/api", "body": body, "isBase64Encoded": True}
    assert read_request(event).json_object() == {"a": 1}


def test_a_request_may_have_no_body() -> None:
    assert read_request({"httpMethod": "GET", "path": "/api", "body": None}).body == ""


@pytest.mark.parametrize("body", ["", "{", "[]", "1"])
def test_refuses_what_is_no_json_object(body: str) -> None:
    with pytest.raises(BadRequestError):
        Request("POST", "/api", body).json_object()


def test_answers_json_that_no_cache_keeps() -> None:
    sent = answer(HTTPStatus.CREATED, {"b": 1, "a": 2})
    assert sent["statusCode"] == 201
    assert json.loads(sent["body"]) == {"a": 2, "b": 1}
    assert sent["headers"]["cache-control"] == "no-store"


def test_refuses_a_body_that_is_too_long() -> None:
    longest = '"' + "x" * (LONGEST_BODY - 2) + '"'
    with pytest.raises(BadRequestError, match="not a JSON object"):
        Request("POST", "/api", longest).json_object()
    with pytest.raises(TooLargeError):
        Request("POST", "/api", longest + " ").json_object()


def test_refuses_json_that_is_nested_without_end() -> None:
    with pytest.raises(BadRequestError, match="not JSON"):
        Request("POST", "/api", "[" * 200_000).json_object(longest=200_000)


def test_leaves_out_a_body_that_is_no_text() -> None:
    body = base64.b64encode(b"\xff\xfe").decode()
    event = {"httpMethod": "POST", "path": "/api", "body": body, "isBase64Encoded": True}
    assert read_request(event).body == ""


def test_reads_headers_whatever_their_case_and_the_query() -> None:
    event = {
        "httpMethod": "GET",
        "path": "/api",
        "headers": {"Authorization": "Bearer t"},
        "queryStringParameters": {"visit": "day-1"},
    }
    request = read_request(event)
    assert (request.headers, request.query) == ({"authorization": "Bearer t"}, {"visit": "day-1"})
