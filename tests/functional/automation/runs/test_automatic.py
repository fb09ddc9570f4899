"""The alarm's handler with the real gateways: it moves aliases and files, once, and no more."""

import json
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

import pytest

from automation.core.phases import phase_times
from automation.gateways.aws import session
from automation.gateways.ledger import LedgerGateway
from automation.gateways.outbox import OutboxGateway
from automation.handlers import composition
from components.access_policies import Place
from components.automatic_policy import automatic_rollback
from tests.alarm_events import alarm_event, at
from tests.builders import notification_settings
from tests.functional.automation.finding_aws import find_aws_at
from tests.functional.automation.miniature.door import Door
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.records import write_newest
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.runs.alarming import Alarming, bring
from tests.functional.automation.runs.rights import granted, needed

pytestmark = pytest.mark.functional

PLACE = Place("dev", "us-east-1", "123456789012", "", "")
ALARMS = ("errors-fast", "health")
EVENTS = 50
COMMIT_WORSE = "e" * 40


@pytest.fixture
def alarming(
    scene: Scene, proxy: Proxy, door: Door, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Alarming]:
    """The scene at its mark, its good release judged healthy, and Lambda's variables."""
    find_aws_at(proxy.endpoint, monkeypatch)
    monkeypatch.setenv("ENVIRONMENT", "dev")
    monkeypatch.setenv("CLINICAL_TRIAL_SITE_URL_DEV", door.url)
    monkeypatch.delenv(composition.BACKEND_VARIABLE, raising=False)
    session.cache_clear()
    scene.platform.forget_release(COMMIT_WORSE)
    scene.platform.reset()
    made = Alarming(scene.platform)
    made.make(*ALARMS)
    made.judge_healthy(scene.good.commit)
    yield made
    made.remove()
    session.cache_clear()


def good_api(scene: Scene) -> str:
    (version,) = [one.version for one in scene.good.functions if one.service == "api"]
    return version


def fire(alarming: Alarming, scene: Scene, name: str = "errors-fast") -> datetime:
    since = alarming.set(name, "ALARM")
    alarming.count_requests(400, since)
    return since


def event_of(
    since: datetime, name: str = "errors-fast-alarm", place: str = "dev"
) -> dict[str, Any]:
    return at(alarm_event(name), since, environment=place)


def test_an_alarm_takes_users_back_and_leaves_the_environment_held(
    scene: Scene, alarming: Alarming, capsys: pytest.CaptureFixture[str]
) -> None:
    since = fire(alarming, scene)

    with alarming.clearing(ALARMS, good_api(scene)):
        outcome = bring(event_of(since))

    assert (outcome["outcome"], outcome["target"]) == ("rolled-back", scene.good.commit)
    assert scene.platform.state() == scene.target
    hold = scene.platform.ledger.hold()
    assert hold is not None
    assert (hold.run_id, hold.target_commit) == (outcome["run"], scene.good.commit)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if line["kind"] == "outcome"] == [{"kind": "outcome", **outcome}]


def test_its_role_may_do_all_that_and_it_changes_nothing_else(
    scene: Scene, alarming: Alarming, proxy: Proxy
) -> None:
    since = fire(alarming, scene)
    proxy.begin()

    with alarming.clearing(ALARMS, good_api(scene)):
        bring(event_of(since))

    arn = f"arn:aws:cloudfront::{PLACE.account}:distribution/{scene.platform.distribution_id}"
    rights = automatic_rollback(PLACE, arn)
    wanted = {right for call in proxy.calls for right in needed(call, PLACE)}
    assert {right.key for right in wanted} >= {"AUTOMATIC", "SIGNAL", "HOLD", "LEASE", "AUDIT"}
    for right in wanted:
        assert right.is_granted(rights), right
    used = {right.action for right in wanted}
    assert {action for action, _, _ in granted(rights)} == used | {"s3:AbortMultipartUpload"}


def test_without_a_healthy_release_the_environment_is_held_and_one_page_waits(
    scene: Scene, alarming: Alarming
) -> None:
    settings = notification_settings(pagerduty={"routingKeySecret": "pager"})
    told = scene.bad.governance.model_copy(update={"notifications": settings})
    write_newest(scene.platform.clients, scene.bad.model_copy(update={"governance": told}))
    scene.platform.ledger.empty()
    since = fire(alarming, scene, "health")

    outcomes = [bring(event_of(since, "health-alarm"))["outcome"] for _ in range(2)]

    assert outcomes == ["held", "ignored"]
    assert scene.platform.state() == scene.before
    waiting = OutboxGateway("dev").letters()
    assert {letter.notice.kind for letter in waiting} == {"held"}
    assert [letter.place for letter in waiting].count("pagerduty") == 1
    write_newest(scene.platform.clients, scene.bad)


def test_fifty_shuffled_events_lead_to_one_rollback_a_bad_release(
    scene: Scene, alarming: Alarming
) -> None:
    platform, draw = scene.platform, Random(20261124)  # noqa: S311 - a test's, by its seed
    for commit in (scene.bad.commit, COMMIT_WORSE):
        if commit == COMMIT_WORSE:
            deploy_worse(scene)
        since = fire(alarming, scene)
        alarming.set("health", "ALARM")
        words = [
            event_of(since),
            event_of(since, "health-alarm"),
            event_of(since, "errors-fast-ok"),
            event_of(since, "health-insufficient-data"),
            event_of(since, "latency-p95-alarm"),
            event_of(since, "errors-fast-alarm", "staging"),
        ]
        events = words + draw.choices(words, k=EVENTS // 2 - len(words))
        draw.shuffle(events)

        with alarming.clearing(ALARMS, good_api(scene)):
            outcomes = [bring(event)["outcome"] for event in events]

        assert sorted(set(outcomes)) == ["ignored", "rolled-back"]
        assert outcomes.count("rolled-back") == 1
        assert platform.state() == scene.target

    runs = platform.ledger.runs()
    assert sorted(run.from_commit or "" for run in runs) == [scene.bad.commit, COMMIT_WORSE]
    assert {run.status for run in runs} == {"finished"}


def deploy_worse(scene: Scene) -> None:
    """A person lifts the hold, and deploys what is as bad."""
    platform = scene.platform
    platform.clients.of("dynamodb").delete_item(
        TableName="clinical-trial-ledger-dev", Key={"pk": {"S": "HOLD"}, "sk": {"S": "HOLD"}}
    )
    bad = {one.service: one.version for one in scene.bad.functions}
    for service, version in bad.items():
        platform.point(service, version)
    platform.upload({"index.html": "worse page"})
    platform.release(COMMIT_WORSE)


def test_the_four_phases_have_their_times(scene: Scene, alarming: Alarming) -> None:
    since = fire(alarming, scene)
    with alarming.clearing(ALARMS, good_api(scene)):
        outcome = bring(event_of(since))

    ledger = LedgerGateway("dev")
    run = ledger.read_run(outcome["run"])
    assert run is not None
    assert run.detection is not None
    assert (run.detection.trigger, run.detection.began_at) == ("errors-fast", since)
    times = phase_times(run, ledger.journal(run.run_id))
    assert [each.name for each in times] == [
        *("detection", "execution", "validation", "notification")
    ]
