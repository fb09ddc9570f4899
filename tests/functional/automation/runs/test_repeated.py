"""What changes nothing makes no call that could: counted between the run and AWS."""

import pytest

from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.proxy import Proxy
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.miniature.work import Job

pytestmark = pytest.mark.functional


@pytest.fixture(autouse=True)
def _old_state(scene: Scene) -> None:
    scene.platform.reset()


def test_a_dry_run_makes_no_call_that_changes_anything(
    scene: Scene, nursery: Nursery, proxy: Proxy
) -> None:
    proxy.begin()

    assert nursery.run(Job("dry run", "dev-dry", scene.good.commit)).status == "shown"

    assert proxy.calls == []
    assert proxy.reads > 0
    assert scene.platform.state() == scene.before


def test_a_finished_rollback_repeated_makes_no_call_that_changes_anything(
    scene: Scene, nursery: Nursery, proxy: Proxy
) -> None:
    assert nursery.run(Job("rollback", "dev-once", scene.good.commit)).status == "finished"
    proxy.begin()

    again = nursery.run(Job("rollback", "dev-twice", scene.good.commit, after=1))

    assert again.status == "nothing to do"
    assert proxy.calls == []
    assert proxy.reads > 0
    assert scene.platform.state() == scene.target


@pytest.mark.parametrize("kind", ["resume", "abort"])
def test_a_run_that_ended_is_not_ended_again(
    kind: str, scene: Scene, nursery: Nursery, proxy: Proxy
) -> None:
    run_id = f"dev-ended-{kind}"
    assert nursery.run(Job("rollback", run_id, scene.good.commit)).status == "finished"
    proxy.begin()

    nursery.run(Job("resume" if kind == "resume" else "abort", run_id, after=1))

    assert proxy.calls == []
    assert scene.platform.state() == scene.target
