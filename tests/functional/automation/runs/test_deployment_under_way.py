"""A deployment that passed its guard before the hold, with a real lock, by processes of its own."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.functional.automation.miniature.deploying import LOCKS, Deployed
from tests.functional.automation.miniature.handlers import well
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.miniature.work import Ended, Job, Place

pytestmark = pytest.mark.functional

COMMIT_NEW = "e" * 40


@pytest.fixture
def deployments(place: Place) -> Iterator[Nursery]:
    with closing(Nursery(place)) as made:
        yield made


@pytest.fixture(scope="module")
def newer(scene: Scene) -> Deployed:
    """What is being deployed when the rollback begins."""
    platform = scene.platform
    versions = {
        platform.function(service): platform.publish(service, well(service, "under way"))
        for service in ("api", "reports")
    }
    files = {"app.4.js": "its script", "index.html": "its page"}
    record = scene.bad.model_copy(update={"commit": COMMIT_NEW})
    return Deployed(versions, files, record, goes_on_after_the_hold=True)


@pytest.fixture(autouse=True)
def _as_marked(scene: Scene) -> None:
    scene.platform.forget_release(COMMIT_NEW)
    scene.platform.reset()


def locks(backend: Path) -> list[Path]:
    return sorted((backend / LOCKS / "dev").glob("*.json"))


def wait_for_the_lock(backend: Path) -> None:
    while not locks(backend):
        time.sleep(0.01)


def test_what_it_writes_after_the_hold_is_taken_back(
    scene: Scene, nursery: Nursery, deployments: Nursery, newer: Deployed, backend: Path
) -> None:
    with ThreadPoolExecutor(1) as pool:
        deployment: Future[Ended] = pool.submit(deployments.run, Job("deploy", "", deployed=newer))
        wait_for_the_lock(backend)
        ended = nursery.run(Job("rollback", "dev-race", scene.good.commit, waits=True))

    assert deployment.result().status == "deployed"
    assert ended.status == "finished", ended
    assert scene.platform.state() == scene.target
    hold = scene.platform.ledger.hold()
    assert hold is not None
    assert hold.run_id == "dev-race"
    assert locks(backend) == []


def test_one_that_is_killed_leaves_its_lock_and_resuming_removes_it(
    scene: Scene, nursery: Nursery, deployments: Nursery, newer: Deployed, backend: Path
) -> None:
    pid = deployments.start(Job("deploy", "", deployed=newer))
    wait_for_the_lock(backend)
    os.kill(pid, signal.SIGKILL)
    assert deployments.wait().status == "killed"

    stopped = nursery.run(Job("rollback", "dev-dead", scene.good.commit, waits=True))
    left = locks(backend)
    resumed = nursery.run(Job("resume", "dev-dead", after=1, waits=True))

    assert stopped.status == "StoppedError"
    assert f"(pid {pid})" in stopped.message
    assert len(left) == 1
    assert resumed.status == "finished", resumed
    assert locks(backend) == []
    assert scene.platform.state() == scene.target


def test_a_deployment_that_comes_after_the_hold_is_refused_and_not_waited_for(
    scene: Scene, nursery: Nursery, deployments: Nursery, newer: Deployed
) -> None:
    ended = nursery.run(Job("rollback", "dev-first", scene.good.commit))
    late = replace(newer, goes_on_after_the_hold=False)

    refused = deployments.run(Job("deploy", "", deployed=late))

    assert (ended.status, refused.status) == ("finished", "held")
    assert scene.platform.state() == scene.target
