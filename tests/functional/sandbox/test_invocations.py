"""https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html"""

import json
import time
from typing import Any
from uuid import uuid4

import pytest

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.strict.errors import refusal

pytestmark = pytest.mark.functional

ECHO = "def handle(event, context):\n    return {'got': event, 'by': context.function_version}\n"
RAISING = "def handle(event, context):\n    raise ValueError('no such site')\n"
CALLING_BACK = """
import boto3
def handle(event, context):
    return boto3.client("sts").get_caller_identity()["Account"]
"""
LEAVING_A_QUEUE = """
import boto3
def handle(event, context):
    boto3.client("sqs").create_queue(QueueName=event["queue"])
"""


@pytest.fixture
def name() -> str:
    return f"invoked-{uuid4().hex[:8]}"


def payload(answer: Any) -> Any:
    return json.loads(answer["Payload"].read())


def test_runs_the_code_and_answers_what_it_returns(clients: Clients, name: str) -> None:
    functions.create(clients, name, ECHO)
    answer = clients.lambda_.invoke(FunctionName=name, Payload=json.dumps({"a": 1}))
    assert payload(answer) == {"got": {"a": 1}, "by": "$LATEST"}
    assert (answer["StatusCode"], answer["ExecutedVersion"]) == (200, "$LATEST")
    assert "FunctionError" not in answer


def test_a_qualifier_chooses_version_or_alias(clients: Clients, name: str) -> None:
    functions.create(clients, name, functions.answering("old"), Publish=True)
    functions.update(clients, name, functions.answering("new"))
    clients.lambda_.create_alias(FunctionName=name, Name="PROD", FunctionVersion="1")
    bodies = [
        payload(clients.lambda_.invoke(FunctionName=name, **chosen))["body"]
        for chosen in ({"Qualifier": "PROD"}, {"Qualifier": "1"}, {})
    ]
    assert bodies == ["old", "old", "new"]


def test_a_function_that_raises_is_an_answer_with_an_error(clients: Clients, name: str) -> None:
    functions.create(clients, name, RAISING)
    answer = clients.lambda_.invoke(FunctionName=name)
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert payload(answer) == {"errorType": "ValueError", "errorMessage": "no such site"}


def test_a_function_may_ask_aws_while_it_runs(clients: Clients, name: str) -> None:
    functions.create(clients, name, CALLING_BACK, Timeout=60)
    assert payload(clients.lambda_.invoke(FunctionName=name)) == "123456789012"


def test_an_event_is_accepted_at_once_and_run(clients: Clients, name: str) -> None:
    functions.create(clients, name, LEAVING_A_QUEUE, Timeout=60)
    answer = clients.lambda_.invoke(
        FunctionName=name, InvocationType="Event", Payload=json.dumps({"queue": name})
    )
    assert answer["StatusCode"] == 202
    deadline = time.monotonic() + 60
    sqs = clients.of("sqs")
    while not sqs.list_queues(QueueNamePrefix=name).get("QueueUrls"):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_unknown_and_switched_off_functions_are_refused(clients: Clients, name: str) -> None:
    assert refusal(clients.lambda_.invoke, FunctionName=name) == ("ResourceNotFoundException", 404)
    functions.create(clients, name, ECHO)
    clients.lambda_.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    assert refusal(clients.lambda_.invoke, FunctionName=name) == ("TooManyRequestsException", 429)
