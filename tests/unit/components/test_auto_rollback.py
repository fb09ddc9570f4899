"""The function that an alarm starts, the way to it, and what it may do."""

import json
from typing import Any

import pulumi
import pytest

from automation.core.trigger import TRIGGERS, alarm_name
from components import access_policies
from components.access_policies import Parts, Place
from components.auto_rollback import AutoRollback, AutoRollbackArgs
from components.automatic_policy import automatic_rollback
from tests.alarm_events import alarm_event
from tests.policies import allows
from tests.unit.components.recording import Declared, Program

ACCOUNT = "123456789012"
DISTRIBUTION = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"
# Source: Service Authorization Reference, access levels: these only read.
READS = ("Get", "List", "Describe", "Query", "ConditionCheck")


def place(region: str = "us-east-1", state_bucket: str = "") -> Place:
    return Place("prod", region, ACCOUNT, state_bucket, "")


def declared(program: Program, **where: str) -> Program:
    here = place(**where)
    topics: dict[str, pulumi.Input[str]] = {
        region: f"arn:aws:sns:{region}:{ACCOUNT}:clinical-trial-prod-urgent"
        for region in (here.region, "us-east-1")
    }
    args = AutoRollbackArgs(here, DISTRIBUTION, topics, 90, pulumi.AssetArchive({}))
    return program.run(lambda: AutoRollback("auto", args) and None)


def pattern(rule: Declared) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(rule.inputs["eventPattern"])
    return found


def statements(made: Declared) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(made.inputs["policy"])["Statement"]
    return found


def changes(action: str) -> bool:
    return not action.partition(":")[2].startswith(READS)


def test_has_its_parts_as_children_named_after_it(program: Program) -> None:
    made = declared(program)

    assert made.children("auto") == [
        "aws:cloudwatch/logGroup:LogGroup auto-logs",
        "aws:cloudwatch/metricAlarm:MetricAlarm auto-dead-letters-alarm",
        "aws:cloudwatch/metricAlarm:MetricAlarm auto-failed-alarm",
        "aws:iam/role:Role auto-role",
        "aws:iam/rolePolicy:RolePolicy auto-policy",
        "aws:lambda/function:Function auto-function",
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig auto-retries",
        "aws:sqs/queue:Queue auto-dead-letters",
        "clinicaltrial:alarms:AlarmDelivery auto-delivery",
    ]
    assert made.children("auto-delivery") == [
        "aws:cloudwatch/eventRule:EventRule auto-delivery-rule",
        "aws:cloudwatch/eventTarget:EventTarget auto-delivery-target",
        "aws:lambda/permission:Permission auto-delivery-permission",
        "aws:sqs/queuePolicy:QueuePolicy auto-delivery-dead-letters-policy",
    ]


def test_the_function_works_alone_and_long_enough(program: Program) -> None:
    function = declared(program).one("Function").inputs

    assert function["name"] == "clinical-trial-rollback-prod"
    assert function["handler"] == "automation.handlers.alarm.handle"
    assert (function["runtime"], function["architectures"]) == ("python3.13", ["arm64"])
    assert function["reservedConcurrentExecutions"] == 1
    assert function["timeout"] == 900
    assert function["environment"]["variables"] == {"ENVIRONMENT": "prod"}
    assert "vpcConfig" not in function


def test_the_function_sees_deployments_where_the_backend_is_known(program: Program) -> None:
    function = declared(program, state_bucket="our-state").one("Function").inputs

    assert function["environment"]["variables"]["PULUMI_BACKEND_URL"] == "s3://our-state"


def test_the_logs_are_kept_as_long_as_the_others(program: Program) -> None:
    group = declared(program).one("LogGroup").inputs

    assert group["name"] == "/aws/lambda/clinical-trial-rollback-prod"
    assert group["retentionInDays"] == 90


def test_the_rule_is_for_exactly_the_alarms_that_go_back(program: Program) -> None:
    found = pattern(declared(program).one("EventRule"))

    assert found["detail"]["alarmName"] == [alarm_name("prod", name) for name in TRIGGERS]
    event = alarm_event()
    assert event["source"] in found["source"]
    assert event["detail-type"] in found["detail-type"]
    assert event["detail"]["alarmName"] in found["detail"]["alarmName"]
    assert found["detail"]["state"] == {"value": [event["detail"]["state"]["value"]]}


def test_only_that_rule_may_start_the_function(program: Program) -> None:
    permission = declared(program).one("Permission").inputs

    assert permission["principal"] == "events.amazonaws.com"
    assert permission["action"] == "lambda:InvokeFunction"
    assert permission["sourceArn"].endswith(":auto-delivery-rule")


def test_what_can_not_be_delivered_or_done_waits_in_a_queue(program: Program) -> None:
    made = declared(program)
    queue = made.one("Queue").inputs

    assert queue["messageRetentionSeconds"] == 14 * 24 * 3600
    for holder in (
        made.one("Function").inputs["deadLetterConfig"]["targetArn"],
        made.one("EventTarget").inputs["deadLetterConfig"]["arn"],
    ):
        assert holder.endswith(":auto-dead-letters")
    (only,) = statements(made.one("QueuePolicy"))
    assert only["Principal"] == {"Service": "events.amazonaws.com"}
    assert only["Condition"]["ArnEquals"]["aws:SourceArn"].endswith(":auto-delivery-rule")


def test_it_is_tried_again_for_an_hour_at_most(program: Program) -> None:
    made = declared(program)
    retries = made.one("FunctionEventInvokeConfig").inputs

    assert (retries["maximumRetryAttempts"], retries["maximumEventAgeInSeconds"]) == (2, 3600)
    assert made.one("EventTarget").inputs["retryPolicy"]["maximumEventAgeInSeconds"] == 3600


def test_its_own_failures_call_who_is_on_call(program: Program) -> None:
    alarms = declared(program).all("MetricAlarm")

    watched = {alarm.inputs["name"]: alarm.inputs["metricQueries"][0]["metric"] for alarm in alarms}
    assert {name: metric["metricName"] for name, metric in watched.items()} == {
        "clinical-trial-prod-automatic-rollback-failed": "Errors",
        "clinical-trial-prod-automatic-rollback-dead-letters": "ApproximateNumberOfMessagesVisible",
    }
    for alarm in alarms:
        assert alarm.inputs["alarmActions"][0].endswith("-urgent")
        assert (alarm.inputs["threshold"], alarm.inputs["treatMissingData"]) == (0, "notBreaching")


def test_its_own_alarms_start_no_rollback(program: Program) -> None:
    made = declared(program)
    acting = pattern(made.one("EventRule"))["detail"]["alarmName"]

    assert not {alarm.inputs["name"] for alarm in made.all("MetricAlarm")} & set(acting)


class TestElsewhereThanInTheGlobalRegion:
    @pytest.fixture
    def made(self, program: Program) -> Program:
        return declared(program, region="eu-central-1")

    def test_a_rule_there_forwards_the_alarms_on_global_metrics(self, made: Program) -> None:
        rule = made.one("EventRule", "auto-delivery-global-rule")
        target = made.one("EventTarget", "auto-delivery-global-target").inputs

        assert rule.inputs["region"] == target["region"] == "us-east-1"
        assert pattern(rule)["detail"]["alarmName"] == [
            "clinical-trial-prod-availability",
            "clinical-trial-prod-health",
        ]
        assert target["arn"] == f"arn:aws:events:eu-central-1:{ACCOUNT}:event-bus/default"

    def test_the_platforms_own_rule_takes_them_in(self, made: Program) -> None:
        rule = made.one("EventRule", "auto-delivery-rule")

        assert rule.inputs["region"] == "eu-central-1"
        assert "clinical-trial-prod-health" in pattern(rule)["detail"]["alarmName"]
        assert "account" not in pattern(rule)

    def test_the_forwarding_may_do_nothing_else(self, made: Program) -> None:
        (only,) = statements(made.one("RolePolicy", "auto-delivery-global-policy"))

        assert only["Action"] == ["events:PutEvents"]
        assert only["Resource"] == f"arn:aws:events:eu-central-1:{ACCOUNT}:event-bus/default"

    def test_a_queue_of_that_region_has_an_alarm_of_that_region(self, made: Program) -> None:
        queue = made.one("Queue", "auto-delivery-global-dead-letters").inputs
        alarm = made.one("MetricAlarm", "auto-global-dead-letters-alarm").inputs

        assert queue["region"] == alarm["region"] == "us-east-1"
        assert ":us-east-1:" in alarm["alarmActions"][0]


class TestRights:
    def test_what_changes_anything_is_named_by_action_and_environment(self) -> None:
        for statement in automatic_rollback(place(state_bucket="our-state"), DISTRIBUTION):
            named = statement["Resource"]
            resources = [named] if isinstance(named, str) else named
            assert not any("*" in action for action in statement["Action"])
            if any(map(changes, statement["Action"])):
                for resource in resources:
                    before_wildcard = resource.partition("*")[0]
                    assert "prod" in before_wildcard or resource == DISTRIBUTION

    def test_it_changes_what_a_person_who_rolls_back_may_change_and_less(self) -> None:
        own = _pairs(automatic_rollback(place(), DISTRIBUTION))
        parts = Parts(DISTRIBUTION, "acl", "stage", "secret", "key")
        of_people = _pairs(access_policies.rollback(place(), parts))

        assert own < of_people
        assert "dynamodb:DeleteItem" not in {action for action, _ in own}

    def test_it_writes_what_a_run_writes_and_its_claims_and_neither_asks_nor_signs(self) -> None:
        own = automatic_rollback(place(), DISTRIBUTION)
        keys = ("HOLD", "LEASE", "RUN", "RUN#prod-1", "RELEASE", "AUDIT", "AUTOMATIC", "SIGNAL")

        for key in keys:
            assert allows(own, "dynamodb:PutItem", place().ledger, key)
        for other in ("APPROVAL", "SIGNATURE", "RUNNER", None):
            assert not allows(own, "dynamodb:PutItem", place().ledger, other)
        assert not allows(own, "dynamodb:DeleteItem", place().ledger, "HOLD")

    def test_it_reads_no_secret_and_decrypts_nothing(self) -> None:
        found = {
            action
            for statement in automatic_rollback(place(state_bucket="our-state"), DISTRIBUTION)
            for action in statement["Action"]
        }

        assert not [action for action in found if action.startswith(("secretsmanager:", "kms:"))]

    def test_of_the_stacks_state_it_reads_the_locks_alone(self) -> None:
        found = [
            statement
            for statement in automatic_rollback(place(state_bucket="our-state"), DISTRIBUTION)
            if "our-state" in str(statement["Resource"])
        ]

        assert [each["Action"] for each in found] == [["s3:ListBucket"], ["s3:GetObject"]]
        assert found[0]["Condition"] == {"StringLike": {"s3:prefix": ".pulumi/locks/*"}}
        assert found[1]["Resource"] == "arn:aws:s3:::our-state/.pulumi/locks/*"

    def test_the_role_has_them_and_its_own_log_and_queue(self, program: Program) -> None:
        made = declared(program)
        role, policy = made.one("Role").inputs, statements(made.one("RolePolicy"))

        assert role["name"] == "clinical-trial-automatic-rollback-prod"
        assert len(policy) == 2 + len(automatic_rollback(place(), DISTRIBUTION))


def _pairs(found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {
        (action, resource)
        for statement in found
        for action in statement["Action"]
        if changes(action)
        for resource in (
            [statement["Resource"]]
            if isinstance(statement["Resource"], str)
            else statement["Resource"]
        )
    }
