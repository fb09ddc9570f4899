from typing import Any

from components.notifications import Notifications, NotificationsArgs
from tests.unit.components.recording import Program


def declared(program: Program) -> Program:
    def declare() -> dict[str, Any]:
        grant = Notifications("notes", NotificationsArgs("prod")).grant
        return {"variables": dict(grant.variables), "statements": list(grant.statements)}

    return program.run(declare)


def test_has_a_topic_with_the_name_that_subscribers_know(program: Program) -> None:
    assert declared(program).children("notes") == ["aws:sns/topic:Topic notes-topic"]
    assert program.one("Topic").inputs["name"] == "clinical-trial-notifications-prod"


def test_lets_the_service_publish_to_that_topic_only(program: Program) -> None:
    arn = "arn:aws:test::123456789012:notes-topic"
    assert declared(program).outputs == {
        "variables": {"NOTIFICATIONS_TOPIC_ARN": arn},
        "statements": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": arn}],
    }
