"""People are told of a real run, by the real clients, and no outage of a channel holds it up."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from automation.core.notification_settings import NotificationSettings
from sandbox.environment import process_environment
from sandbox.home import Home
from sandbox.receivers.inbox import Service
from sandbox.receivers.receivers import Receivers, receivers
from tests.builders import notification_settings
from tests.functional.automation.gateways.git_repository import GitRepository
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.operator import SECONDS, Operator, Ran

pytestmark = pytest.mark.functional

SERVICES: tuple[Service, ...] = ("slack", "pagerduty", "statuspage", "mail")
SECRET = "canary-of-a-channel"


@pytest.fixture
def told() -> Iterator[Receivers]:
    with receivers() as made:
        yield made


@pytest.fixture
def settings(scene: Scene) -> NotificationSettings:
    """Every channel but those of AWS; the broken release was deployed with it."""
    platform = scene.platform
    platform.reset()
    name = f"trial/{datetime.now(UTC):%H%M%S%f}"
    platform.clients.of("secretsmanager").create_secret(Name=name, SecretString=SECRET)
    chosen = notification_settings(
        sns=None,
        slack={"tokenSecret": name},
        pagerduty={"routingKeySecret": name},
        statuspage={"pageId": "abc", "apiKeySecret": name},
        email={
            "sender": "trial@clinic.example",
            "development": ["dev@clinic.example"],
            "stakeholders": ["all@clinic.example"],
            "users": ["ann@site.example"],
            "smtp": {"host": "mail.clinic.example"},
        },
    )
    governance = scene.bad.governance.model_copy(update={"notifications": chosen})
    platform.release(scene.bad.commit, governance=governance)
    return chosen


@pytest.fixture
def operator(
    repository: GitRepository, quick_home: Home, proxy: Proxy, tmp_path: Path, told: Receivers
) -> Operator:
    """The requester, whose messages the receivers get."""
    proxy.begin()
    found = process_environment("requester", quick_home) | {"AWS_ENDPOINT_URL": proxy.endpoint}
    return Operator(repository.folder, found | told.variables, tmp_path)


def roll_back(operator: Operator, scene: Scene) -> Ran:
    command = ("dev", "--to", scene.good.commit, "--traffic-only", "--reason", "test", "--yes")
    return operator.types("automation.rollback", *command)


def outbox(operator: Operator) -> list[dict[str, str]]:
    ran = operator.types("automation.notify", "outbox", "dev", "--json")
    assert ran.code == 0, ran.errors
    messages: list[dict[str, str]] = json.loads(ran.output)["messages"]
    return messages


def test_a_rollback_reaches_everybody_and_leaves_no_secret(
    scene: Scene, settings: NotificationSettings, operator: Operator, told: Receivers
) -> None:
    ran = roll_back(operator, scene)
    assert ran.code == 0, ran.errors
    scene.platform.ledger.let_letters_fall_due()
    delivered = operator.types("automation.notify", "deliver", "dev")

    messages = outbox(operator)
    assert {each["status"] for each in messages} == {"delivered"}
    lines = list(dict.fromkeys(arrival.line for arrival in told.inbox.of("slack")))
    assert len(lines) == 3
    assert lines[0].startswith("#alerts  [dev] ROLLBACK ALERT")
    assert set(told.pagerduty.alerts.values()) == {"resolved"}
    assert [each["status"] for each in told.statuspage.incidents] == ["resolved"]
    assert len({arrival.body["to"] for arrival in told.inbox.of("mail")}) == 3
    shown = operator.types("automation.notify", "outbox", "dev")
    everything = ran.said + delivered.said + shown.said + json.dumps(messages)
    assert SECRET not in everything + json.dumps(scene.platform.ledger.items())


def test_an_outage_of_every_channel_delays_nothing_and_is_made_good_later_in_order(
    scene: Scene, settings: NotificationSettings, operator: Operator, told: Receivers
) -> None:
    for service in SERVICES:
        told.inbox.declare_outage(service, 451 if service == "mail" else 503)

    ran = roll_back(operator, scene)

    assert ran.code == 0, ran.errors
    assert "python -m automation.notify deliver dev" in ran.errors
    waiting = outbox(operator)
    # What a channel was in the middle of when the process ended is claimed still.
    assert {each["status"] for each in waiting} <= {"waiting", "claimed"}
    assert told.inbox.arrivals == []
    for service in SERVICES:
        told.inbox.declare_recovery(service)
    scene.platform.ledger.let_letters_fall_due()

    delivered = operator.types("automation.notify", "deliver", "dev")

    assert delivered.code == 0, delivered.said
    assert {each["status"] for each in outbox(operator)} == {"delivered"}
    kinds = [arrival.body["event_action"] for arrival in told.inbox.of("pagerduty")]
    assert kinds == ["trigger", "resolve"]
    again = operator.types("automation.notify", "deliver", "dev")
    assert (again.code, again.output.strip()) == (0, "Nothing of dev is due.")


def test_a_watch_delivers_what_waits_and_ends_when_it_is_asked_to(
    scene: Scene, settings: NotificationSettings, operator: Operator, told: Receivers
) -> None:
    told.inbox.declare_outage("pagerduty")
    assert roll_back(operator, scene).code == 0
    told.inbox.declare_recovery("pagerduty")
    scene.platform.ledger.let_letters_fall_due()
    resolved, victim = threading.Event(), Future[int]()
    told.inbox.on_arrival = lambda arrival: resolved.set() if "resolve" in arrival.line else None

    with ThreadPoolExecutor() as pool:
        command = ("automation.notify", "deliver", "dev", "--watch")
        watching = pool.submit(lambda: operator.types(*command, victim=victim))
        arrived = resolved.wait(SECONDS)
        os.kill(victim.result(), signal.SIGTERM)
        ran = watching.result()

    assert arrived, ran.said
    assert ran.code == 0, ran.said
    kinds = [arrival.body["event_action"] for arrival in told.inbox.of("pagerduty")]
    assert kinds == ["trigger", "resolve"]


def test_a_channel_that_refuses_for_good_is_visible_and_can_be_tried_again(
    scene: Scene, settings: NotificationSettings, operator: Operator, told: Receivers
) -> None:
    told.inbox.declare_outage("slack", 403)

    assert roll_back(operator, scene).code == 0
    scene.platform.ledger.let_letters_fall_due()
    operator.types("automation.notify", "deliver", "dev")

    failed = [each for each in outbox(operator) if each["status"] == "failed"]
    assert {each["reason"] for each in failed} == {"Slack answered 403: fatal_error"}
    still = operator.types("automation.notify", "deliver", "dev", "--again")
    assert still.code == 21
    told.inbox.declare_recovery("slack")
    good = operator.types("automation.notify", "deliver", "dev", "--again")
    assert good.code == 0, good.said
    assert {each["status"] for each in outbox(operator)} == {"delivered"}


def test_a_run_that_is_over_can_be_looked_at_as_a_message(
    scene: Scene, settings: NotificationSettings, operator: Operator, tmp_path: Path
) -> None:
    assert roll_back(operator, scene).code == 0
    (run,) = scene.platform.ledger.runs()
    page = tmp_path / "mail.html"

    text = operator.types("automation.notify", "preview", "--run", run.run_id)
    html = operator.types("automation.notify", "preview", "--run", run.run_id, "--html", str(page))

    assert (text.code, html.code) == (0, 0), text.errors + html.errors
    assert f"Resolution: Rollback to version {scene.good.commit[:12]}" in text.output
    assert scene.good.commit[:12] in page.read_text()
    who = operator.types("automation.notify", "who", "dev")
    assert "slack-alerts" in who.output
    assert "set up" in who.output


def test_a_person_can_tell_that_they_took_it_up(
    scene: Scene, settings: NotificationSettings, operator: Operator, told: Receivers
) -> None:
    assert roll_back(operator, scene).code == 0
    (run,) = scene.platform.ledger.runs()
    scene.platform.ledger.let_letters_fall_due()

    ran = operator.types("automation.notify", "acknowledge", run.run_id)

    assert ran.code == 0, ran.said
    assert told.inbox.of("pagerduty")[-1].body["event_action"] == "acknowledge"
