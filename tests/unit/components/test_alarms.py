import json
from typing import Any

import pulumi

from components.alarms import Alarms, AlarmsArgs
from tests.unit.components.recording import Program


def declared(program: Program, paging_url: str | None = None, **changes: Any) -> Program:
    def declare() -> None:
        args: dict[str, Any] = {
            "environment": "dev",
            "region": "us-east-1",
            "api_name": "clinical-trial-dev",
            "stage": "dev",
            "distribution_id": "D1",
            "site_host": "d1.cloudfront.test",
            "cluster_id": "clinical-trial-dev",
            "acl_name": "clinical-trial-dev",
            "functions": {"api": "clinical-trial-api-dev"},
            "dead_letter_queues": {"api": "clinical-trial-api-dev-dead-letters"},
            "email": None,
            "paging_url": pulumi.Output.secret(paging_url) if paging_url else None,
            **changes,
        }
        Alarms("alarms", AlarmsArgs(**args))

    return program.run(declare)


def test_has_all_its_parts_as_children_named_after_it(program: Program) -> None:
    assert declared(program).children("alarms") == [
        "aws:cloudwatch/dashboard:Dashboard alarms-dashboard",
        "aws:cloudwatch/metricAlarm:MetricAlarm alarms-availability",
        "aws:cloudwatch/metricAlarm:MetricAlarm alarms-dead-letters-api",
        "aws:cloudwatch/metricAlarm:MetricAlarm alarms-errors-fast",
        "aws:cloudwatch/metricAlarm:MetricAlarm alarms-errors-slow",
        "aws:cloudwatch/metricAlarm:MetricAlarm alarms-firewall-blocks",
        "aws:cloudwatch/metricAlarm:MetricAlarm alarms-health",
        "aws:cloudwatch/metricAlarm:MetricAlarm alarms-latency-p95",
        "aws:route53/healthCheck:HealthCheck alarms-health",
        "aws:sns/topic:Topic alarms-notice",
        "aws:sns/topic:Topic alarms-urgent",
    ]


def test_never_triggers_on_missing_data(program: Program) -> None:
    alarms = declared(program).all("MetricAlarm")
    assert {alarm.inputs["treatMissingData"] for alarm in alarms} == {"notBreaching"}


def test_tells_the_same_topic_that_it_is_over(program: Program) -> None:
    alarm = declared(program).one("MetricAlarm", "alarms-errors-fast").inputs
    assert alarm["name"] == "clinical-trial-dev-errors-fast"
    assert alarm["alarmActions"] == alarm["okActions"]
    assert alarm["alarmActions"][0].endswith("alarms-urgent")


def test_asks_for_the_platforms_health_every_30_seconds_as_users_would(program: Program) -> None:
    check = declared(program).one("HealthCheck").inputs
    assert (check["fqdn"], check["resourcePath"]) == ("d1.cloudfront.test", "/api/health")
    assert (check["requestInterval"], check["failureThreshold"]) == (30, 3)


def test_tells_nobody_where_nobody_is_named(program: Program) -> None:
    assert declared(program).all("TopicSubscription") == []


def test_sends_every_alarm_by_mail_and_pages_for_urgent_ones(program: Program) -> None:
    declared(program, email="ops@example.org", paging_url="https://paging.test/key")
    subscriptions = program.all("TopicSubscription")
    told = {
        (one.inputs["topic"].rpartition(":")[2], one.inputs["protocol"]) for one in subscriptions
    }
    assert told == {
        ("alarms-urgent", "email"),
        ("alarms-notice", "email"),
        ("alarms-urgent", "https"),
    }


def test_has_topics_beside_the_global_metrics_where_the_platform_is_elsewhere(
    program: Program,
) -> None:
    declared(program, region="eu-central-1")
    regions = {one.name: one.inputs["region"] for one in program.all("Topic")}
    assert regions == {
        "alarms-urgent": "eu-central-1",
        "alarms-notice": "eu-central-1",
        "alarms-global-urgent": "us-east-1",
        "alarms-global-notice": "us-east-1",
    }
    health = program.one("MetricAlarm", "alarms-health").inputs
    assert health["region"] == "us-east-1"
    assert health["alarmActions"][0].endswith("alarms-global-urgent")


def test_shows_an_on_call_engineer_what_is_broken_and_how_to_take_it_back(
    program: Program,
) -> None:
    body = json.loads(declared(program).one("Dashboard").inputs["dashboardBody"])
    widgets = body["widgets"]
    help_text, alarms, *graphs = widgets
    assert "automation.rollback dev --to" in help_text["properties"]["markdown"]
    assert len(alarms["properties"]["alarms"]) == 7
    titles = [graph["properties"]["title"] for graph in graphs]
    assert titles[:3] == ["API requests", "API latency, ms", "Availability for users, %"]


def test_places_no_widget_upon_another(program: Program) -> None:
    body = json.loads(declared(program).one("Dashboard").inputs["dashboardBody"])
    taken: set[tuple[int, int]] = set()
    for one in body["widgets"]:
        cells = {
            (one["x"] + column, one["y"] + row)
            for column in range(one["width"])
            for row in range(one["height"])
        }
        assert not taken & cells
        assert one["x"] + one["width"] <= 24
        taken |= cells
