"""Two rollbacks and a deployment at once, by processes with real calls: one wins, nothing lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from threading import Barrier

import pytest

from tests.builders import APPROVER
from tests.functional.automation.miniature.deploying import Deployed
from tests.functional.automation.miniature.handlers import well
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.platform import Platform, State, Weights
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.miniature.work import Ended, Job, Place

pytestmark = pytest.mark.functional

ROUNDS = 10
COMMIT_NEW = "d" * 40
# What a rollback that does not go on may end with.
GAVE_WAY = {"BusyError", "ApprovalVoidError", "StoppedError"}


@pytest.fixture(scope="module")
def nurseries(place: Place) -> Iterator[list[Nursery]]:
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Nursery(place))) for _ in range(3)]


@pytest.fixture(scope="module")
def newer(scene: Scene) -> Deployed:
    """A release that is ready to be deployed."""
    platform = scene.platform
    versions = {
        platform.function(service): platform.publish(service, well(service, "newer"))
        for service in ("api", "reports")
    }
    files = {"app.3.js": "newer script", "index.html": "newer page"}
    return Deployed(versions, files, scene.bad.model_copy(update={"commit": COMMIT_NEW}))


def at_once(nurseries: list[Nursery], jobs: list[Job]) -> list[Ended]:
    start = Barrier(len(jobs))

    def run(number: int) -> Ended:
        start.wait()
        return nurseries[number].run(jobs[number])

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, range(len(jobs))))


def without_users(state: State) -> tuple[object, object]:
    """Of a deployment that did not empty the cache: what AWS has."""
    return state.aliases, state.files


def deployed_state(platform: Platform, newer: Deployed, before: State) -> State:
    """What the deployment makes of the old state."""
    aliases: dict[str, tuple[str, Weights]] = {
        name: (version, {}) for name, version in newer.versions.items()
    }
    listed = platform.clients.s3.list_objects_v2(Bucket=platform.bucket)["Contents"]
    files = {item["Key"]: item["ETag"] for item in listed if item["Key"] in newer.files}
    return replace(before, aliases={**before.aliases, **aliases}, files={**before.files, **files})


def names_its_owner(ended: Ended) -> bool:
    """Who, since when, and what."""
    return all(part in ended.message for part in ("by arn:aws:iam::", " UTC: ", "rollback to "))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_rollbacks_and_a_deployment_one_takes_place_and_the_others_are_told(
    number: int, scene: Scene, nurseries: list[Nursery], newer: Deployed
) -> None:
    platform = scene.platform
    platform.forget_release(COMMIT_NEW)
    platform.reset()
    targets = {f"dev-{number}-good": scene.target, f"dev-{number}-older": scene.older_target}
    jobs = [
        Job("rollback", f"dev-{number}-good", scene.good.commit),
        Job("rollback", f"dev-{number}-older", scene.older.commit, actor=APPROVER),
        Job("deploy", "", deployed=newer),
    ]

    *rollbacks, deployment = at_once(nurseries, jobs)

    finished = [ended for ended in rollbacks if ended.status == "finished"]
    assert len(finished) <= 1, rollbacks
    # One that was stopped by the deployment let the other one in.
    assert {run.status for run in platform.ledger.runs()} <= {"finished", "stopped"}
    for ended in rollbacks:
        assert ended.status in GAVE_WAY | {"finished"}, ended
        assert ended.status != "BusyError" or names_its_owner(ended), ended
    if finished:
        hold = platform.ledger.hold()
        assert hold is not None
        assert platform.state() == targets[hold.run_id]
    else:
        assert deployment.status == "deployed"
        insist_on_a_way_on(scene, newer, nurseries[0], number)


def insist_on_a_way_on(scene: Scene, newer: Deployed, nursery: Nursery, number: int) -> None:
    """The deployment came in between: it is out whole, or the rollback that it stopped says so,
    and the same command again ends at the target."""
    platform = scene.platform
    if platform.ledger.hold() is None:
        wanted = deployed_state(platform, newer, scene.before)
        assert without_users(platform.state()) == without_users(wanted)
    again = nursery.run(Job("rollback", f"dev-{number}-again", scene.good.commit))
    assert again.status == "finished", again
    assert platform.state() == scene.target
