"""Whatever changes between the approval and the run voids the approval, and nothing moves."""

from collections.abc import Callable, Iterator

import pytest

from automation.core.release import Governance, Override
from tests.builders import APPROVER, OUTSIDER, ROLES
from tests.functional.automation.miniature import records
from tests.functional.automation.miniature.nursery import Nursery
from tests.functional.automation.miniature.scenes import Scene
from tests.functional.automation.miniature.work import Job

pytestmark = pytest.mark.functional

NEWER = "d" * 40


@pytest.fixture(autouse=True)
def _old_state(prod: Scene) -> Iterator[None]:
    prod.platform.reset()
    yield
    prod.platform.forget_release(NEWER)
    records.write_newest(prod.platform.clients, prod.bad)


def deploys(prod: Scene) -> None:
    """A deployment of another commit: aliases, files, and its record."""
    platform = prod.platform
    platform.point("api", prod.older.functions[0].version)
    platform.upload({"index.html": "newer page"})
    platform.refresh()
    platform.release(NEWER)


def moves_an_alias(prod: Scene) -> None:
    prod.platform.point("auth", prod.older.functions[1].version)


def uploads_a_file(prod: Scene) -> None:
    prod.platform.upload({"index.html": "by hand"})
    prod.platform.refresh()


def changes_a_setting(prod: Scene, governance: Governance, digest: str) -> None:
    """A deployment of the same commit that brings nothing but a changed setting."""
    changed = {"governance": governance, "settings_digest": digest}
    records.write_newest(prod.platform.clients, prod.bad.model_copy(update=changed))


def changes_the_roles(prod: Scene) -> None:
    roles = ROLES | {"team-lead": (APPROVER, OUTSIDER)}
    changes_a_setting(prod, prod.bad.governance.model_copy(update={"roles": roles}), "roles")


def tightens_the_matrix(prod: Scene) -> None:
    matrix = {"partial-loss": Override(approver="security-team")}
    changes_a_setting(prod, prod.bad.governance.model_copy(update={"matrix": matrix}), "matrix")


def request_status(prod: Scene) -> list[str]:
    return [request.status for request in prod.platform.ledger.requests()]


def test_what_was_approved_is_carried_out_if_nothing_changed(
    prod: Scene, prod_nursery: Nursery
) -> None:
    assert prod_nursery.run(Job("approve", "prod-asks", prod.good.commit)).status == "approved"

    ended = prod_nursery.run(Job("carry out", "prod-goes", prod.good.commit))

    assert ended.status == "finished", ended.message
    assert prod.platform.state() == prod.target
    assert request_status(prod) == ["used"]


@pytest.mark.parametrize(
    ("somebody", "differences"),
    [
        (deploys, ("aliases", "deployed release", "files", "plan", "summary")),
        (moves_an_alias, ("aliases", "plan", "summary")),
        (uploads_a_file, ("files", "plan")),
        (changes_the_roles, ("deployed release", "settings")),
        (tightens_the_matrix, ("deployed release", "settings")),
    ],
)
def test_a_change_in_between_voids_the_approval_and_nothing_moves(
    somebody: Callable[[Scene], None],
    differences: tuple[str, ...],
    prod: Scene,
    prod_nursery: Nursery,
) -> None:
    assert prod_nursery.run(Job("approve", "prod-asks", prod.good.commit)).status == "approved"
    somebody(prod)
    before = prod.platform.state()

    ended = prod_nursery.run(Job("carry out", "prod-goes", prod.good.commit))

    assert ended.status == "ApprovalVoidError", ended
    assert f"this has changed: {', '.join(differences)}." in ended.message
    assert prod.platform.state() == before
    assert request_status(prod) == ["void"]
    assert prod.platform.ledger.hold() is None
    assert prod.platform.ledger.runs() == ()
    again = prod_nursery.run(Job("carry out", "prod-again", prod.good.commit))
    assert again.status == "not approved"
