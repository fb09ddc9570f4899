"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.state import Running
from tests.functional.sandbox.clients import Clients
from tests.functional.sandbox.monitoring.queues import Queue
from tests.functional.sandbox.monitoring.watched import Watched, until
from tests.functional.sandbox.strict.test_cloudwatch_alarms import put, set_state

pytestmark = pytest.mark.functional


@pytest.fixture
def told(server: Running, clients: Clients) -> Iterator[Watched]:
    """A listener, on the sandbox of the other tests."""
    made = Watched(clients, "staging", server.site("staging"))
    yield made
    made.remove()


def change(told: Watched, alarm: str, *states: str) -> None:
    """Set the state of an alarm that stays as it is set."""
    cloudwatch = told.clients.of("cloudwatch")
    put(cloudwatch, alarm)
    set_state(cloudwatch, alarm, *states)


def test_each_change_reaches_the_target_whose_rule_it_matches(told: Watched) -> None:
    rule = told.declare_rule(
        detail={"alarmName": [{"prefix": "prod-"}], "state": {"value": ["ALARM"]}}
    )
    told.let_in(rule)
    told.target_listener()

    change(told, "dev-errors", "ALARM")
    change(told, "prod-errors", "OK", "ALARM", "ALARM", "OK")
    change(told, "prod-latency", "ALARM")

    until(lambda: len(told.heard()) >= 2)
    heard = sorted(told.heard(), key=lambda event: event["detail"]["alarmName"])
    names = [event["detail"]["alarmName"] for event in heard]
    assert names == ["prod-errors", "prod-latency"]
    assert heard[0]["detail"]["previousState"]["reason"] == "to OK"


def test_a_rule_of_another_region_forwards_to_the_bus_where_the_function_is(
    told: Watched, clients: Clients
) -> None:
    told.let_in(told.declare_rule())
    told.target_listener()
    far = Clients(clients.endpoint, "test", "test", "eu-west-1")
    events, cloudwatch = far.of("events"), far.of("cloudwatch")
    events.put_rule(Name="forwarding", EventPattern='{"source": ["aws.cloudwatch"]}')
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"
    events.put_targets(Rule="forwarding", Targets=[{"Id": "bus", "Arn": bus}])

    put(cloudwatch, "far-errors")
    set_state(cloudwatch, "far-errors", "ALARM")

    [event] = until(told.heard)
    assert (event["detail"]["alarmName"], event["region"]) == ("far-errors", "eu-west-1")


def test_a_rule_that_is_switched_off_tells_nobody(told: Watched, dead: Queue) -> None:
    told.let_in(told.declare_rule())
    told.target_listener(DeadLetterConfig={"Arn": dead.arn})
    told.clients.of("events").disable_rule(Name=told.rule)
    change(told, "off-errors", "ALARM")

    told.clients.of("events").enable_rule(Name=told.rule)
    change(told, "on-errors", "ALARM")

    [event] = until(told.heard)
    assert event["detail"]["alarmName"] == "on-errors"


def test_without_a_permission_for_the_very_rule_the_event_ends_in_the_dead_letter_queue(
    told: Watched, dead: Queue
) -> None:
    rule = told.declare_rule()
    told.let_in(rule + "-of-others")
    dead.let_in(rule)
    told.target_listener(DeadLetterConfig={"Arn": dead.arn})

    change(told, "prod-errors", "ALARM")

    [message] = until(dead.messages)
    attributes = dead.attributes(message)
    assert attributes["ERROR_CODE"] == "NO_PERMISSIONS"
    assert (attributes["RULE_ARN"], attributes["TARGET_ARN"]) == (rule, told.listener_arn)
    assert json.loads(message["Body"])["detail"]["alarmName"] == "prod-errors"
    assert told.heard() == []


def test_a_function_that_is_gone_is_no_resource(told: Watched, dead: Queue) -> None:
    rule = told.declare_rule()
    dead.let_in(rule)
    events: Any = told.clients.of("events")
    target = {"Id": "listener", "Arn": told.listener_arn + "-gone"}
    events.put_targets(Rule=told.rule, Targets=[target | {"DeadLetterConfig": {"Arn": dead.arn}}])

    change(told, "prod-errors", "ALARM")

    [message] = until(dead.messages)
    assert dead.attributes(message)["ERROR_CODE"] == "NO_RESOURCE"


def test_a_queue_that_does_not_let_eventbridge_in_gets_nothing(
    told: Watched, dead: Queue, other: Queue
) -> None:
    rule = told.declare_rule()
    other.let_in(rule)
    told.target_listener(DeadLetterConfig={"Arn": dead.arn})
    change(told, "first-errors", "ALARM")

    told.target_listener(DeadLetterConfig={"Arn": other.arn})
    change(told, "second-errors", "ALARM")

    until(other.messages)
    assert dead.messages() == []
