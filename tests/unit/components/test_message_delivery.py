"""The function that delivers messages: what starts it, what it may do, who hears of failures."""

import json
from typing import Any

import pulumi
import pytest

from automation.core.notification_settings import NotificationSettings
from automation.core.telling import is_anything_set_up
from components.access_policies import Place
from components.auto_rollback import AutoRollback, AutoRollbackArgs
from components.message_delivery import MessageDelivery, MessageDeliveryArgs
from tests.builders import notification_settings
from tests.unit.components.recording import Declared, Program

PLACE = Place("prod", "us-east-1", "123456789012", "", "")
TOPIC = "arn:aws:sns:us-east-1:123456789012:clinical-trial-prod-urgent"


def delivery() -> MessageDelivery:
    code = pulumi.AssetArchive({})
    args = MessageDeliveryArgs(PLACE, notification_settings(), TOPIC, 90, code)
    return MessageDelivery("messages", args)


@pytest.fixture
def made(program: Program) -> Program:
    return program.run(lambda: delivery() and None)


def statements(made: Declared) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(made.inputs["policy"])["Statement"]
    return found


def test_it_is_made_only_where_a_channel_is_set_up() -> None:
    assert is_anything_set_up(notification_settings())
    assert not is_anything_set_up(NotificationSettings())


def test_the_function_delivers_for_its_environment(made: Program) -> None:
    function = made.one("Function").inputs

    assert function["name"] == "clinical-trial-messages-prod"
    assert function["handler"] == "automation.handlers.deliver.handle"
    assert function["environment"]["variables"] == {"ENVIRONMENT": "prod"}
    assert function["deadLetterConfig"]["targetArn"].endswith(":messages-dead-letters")


def test_a_rule_starts_it_each_minute_and_nothing_else_of_eventbridge_may(made: Program) -> None:
    assert made.one("EventRule").inputs["scheduleExpression"] == "rate(1 minute)"
    assert made.one("EventTarget").inputs["arn"].endswith("messages-function")
    permission = made.one("Permission").inputs
    assert permission["principal"] == "events.amazonaws.com"
    assert permission["sourceArn"].endswith(":messages-rule")


def test_it_writes_the_outbox_and_sends_and_changes_nothing_else(made: Program) -> None:
    actions = {action for each in statements(made.one("RolePolicy")) for action in each["Action"]}

    assert actions == {
        *("logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"),
        *("dynamodb:PutItem", "dynamodb:Query", "secretsmanager:GetSecretValue"),
        *("ses:SendEmail", "sns:Publish"),
        *("s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions"),
    }


def test_its_failures_call_who_is_on_call_and_say_nothing_about_a_release(made: Program) -> None:
    alarms = {alarm.inputs["name"]: alarm.inputs for alarm in made.all("MetricAlarm")}

    assert set(alarms) == {
        "clinical-trial-prod-automatic-rollback-messages-failed",
        "clinical-trial-prod-automatic-rollback-messages-dead-letters",
    }
    assert all(each["alarmActions"] == [TOPIC] for each in alarms.values())


def test_the_rollback_may_start_exactly_it_and_knows_its_name(program: Program) -> None:
    def both() -> None:
        code = pulumi.AssetArchive({})
        args = AutoRollbackArgs(
            PLACE, "distribution", {"us-east-1": TOPIC}, 90, code, delivery().function
        )
        AutoRollback("auto", args)

    made = program.run(both)

    variables = made.one("Function", "auto-function").inputs["environment"]["variables"]
    assert variables["MESSAGES_FUNCTION"] == "clinical-trial-messages-prod"
    [invoking] = [
        each
        for each in statements(made.one("RolePolicy", "auto-policy"))
        if each["Action"] == ["lambda:InvokeFunction"]
    ]
    assert invoking["Resource"].endswith("messages-function")
