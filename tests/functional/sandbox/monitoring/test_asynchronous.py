"""https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.functional.sandbox import functions
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.monitoring.queues import Queue
from tests.functional.sandbox.monitoring.watched import until

pytestmark = pytest.mark.functional

# Leaves a line a run, then fails.
FAILING = """
import time, boto3
def handle(event, context):
    key = event["key"] + str(time.time_ns())
    boto3.client("s3").put_object(Bucket=event["bucket"], Key=key)
    raise ValueError("no such site")
"""
# Says so if it finds itself running already.
ALONE = """
import os, time, boto3
def handle(event, context):
    s3 = boto3.client("s3")
    with open(event["file"], "x"):
        time.sleep(0.5)
    os.unlink(event["file"])
    s3.put_object(Bucket=event["bucket"], Key=context.aws_request_id)
"""


@pytest.fixture
def bucket(hasty_clients: Clients) -> str:
    name = f"runs-{uuid4().hex[:8]}"
    hasty_clients.s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def buried(hasty_clients: Clients) -> Iterator[Queue]:
    made = Queue(hasty_clients)
    yield made
    made.remove()


@pytest.fixture
def name() -> str:
    return f"asynchronous-{uuid4().hex[:8]}"


def send(clients: Clients, name: str, event: dict[str, str]) -> None:
    clients.lambda_.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps(event))


def runs(clients: Clients, bucket: str) -> int:
    return int(clients.s3.list_objects_v2(Bucket=bucket)["KeyCount"])


def failing(clients: Clients, name: str, queue: Queue, **settings: Any) -> None:
    functions.create(
        clients, name, FAILING, Timeout=60, DeadLetterConfig={"TargetArn": queue.arn}, **settings
    )


def test_a_failure_is_tried_twice_more_and_then_buried(
    hasty_clients: Clients, name: str, bucket: str, buried: Queue
) -> None:
    failing(hasty_clients, name, buried)
    event = {"bucket": bucket, "key": "run-"}
    send(hasty_clients, name, event)

    [message] = until(buried.messages)

    assert runs(hasty_clients, bucket) == 3
    assert json.loads(message["Body"]) == event
    attributes = buried.attributes(message)
    assert set(attributes) == {"RequestID", "ErrorCode", "ErrorMessage"}
    assert "no such site" in attributes["ErrorMessage"]


def test_is_tried_as_often_as_the_function_says(
    hasty_clients: Clients, name: str, bucket: str, buried: Queue
) -> None:
    failing(hasty_clients, name, buried)
    hasty_clients.lambda_.put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=0
    )
    send(hasty_clients, name, {"bucket": bucket, "key": "run-"})

    until(buried.messages)

    assert runs(hasty_clients, bucket) == 1


def test_a_function_that_is_switched_off_takes_the_event_and_buries_it(
    hasty_clients: Clients, name: str, bucket: str, buried: Queue
) -> None:
    failing(hasty_clients, name, buried)
    hasty_clients.lambda_.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=0
    )
    send(hasty_clients, name, {"bucket": bucket, "key": "run-"})

    [message] = until(buried.messages)

    assert buried.attributes(message)["ErrorCode"] == "429"
    assert runs(hasty_clients, bucket) == 0


def test_no_more_run_at_once_than_are_reserved(
    hasty_clients: Clients, name: str, bucket: str, buried: Queue, tmp_path: Any
) -> None:
    functions.create(
        hasty_clients, name, ALONE, Timeout=60, DeadLetterConfig={"TargetArn": buried.arn}
    )
    hasty_clients.lambda_.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=1
    )
    hasty_clients.lambda_.put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=0
    )
    for _ in range(4):
        send(hasty_clients, name, {"bucket": bucket, "file": str(tmp_path / "running")})

    until(lambda: runs(hasty_clients, bucket) + len(buried.messages()) >= 4)

    assert runs(hasty_clients, bucket) == 4
