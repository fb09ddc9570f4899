"""In prod a state is restored with another person's approval of exactly that restore."""

from collections.abc import Callable

import pytest

from automation.core.approval import ApprovalRequest
from automation.core.errors import ApprovalRequiredError, ApprovalVoidError, RefusedError
from automation.runs.approving import sign
from automation.runs.authorising import approved_request
from automation.runs.restore_request import PreparedRestore
from automation.runs.restoring import Restoring
from tests.builders import APPROVER, COMMIT_A, OUTSIDER, REQUESTER, order, release
from tests.unit.automation.restore_in_memory import CORRUPT, RUN, SOUND, World
from tests.unit.automation.states import creating, resource, state, urn


def ask(world: World, restoring: Restoring) -> ApprovalRequest:
    """What the first command leaves."""
    known = {request.digest for request in world.ledger.approvals()}
    with pytest.raises(ApprovalRequiredError):
        restoring.authorise(restoring.prepare())
    (request,) = [each for each in world.ledger.approvals() if each.digest not in known]
    return request


def signed(world: World, request: ApprovalRequest) -> ApprovalRequest:
    return sign(
        world.ledger,
        world.releases,
        request,
        approver=APPROVER,
        reason="seen",
        now=world.clock.now(),
    )


def typed_again(restoring: Restoring) -> tuple[PreparedRestore, ApprovalRequest | None]:
    prepared = restoring.prepare()
    return prepared, restoring.authorise(prepared)


def test_who_asks_is_told_whom_and_the_request_shows_what_would_be_done() -> None:
    world = World(environment="prod")
    restoring = world.restoring()

    with pytest.raises(ApprovalRequiredError, match="role release-approver") as required:
        restoring.authorise(restoring.prepare())

    (request,) = world.ledger.approvals()
    assert f"python -m automation.approve prod {request.digest[:12]}" in (
        required.value.next_command or ""
    )
    assert "the state of update 1" in request.summary[0]
    assert f"known again: {urn('topic')}" in request.summary
    assert (request.role, request.status) == ("release-approver", "requested")
    assert (world.work(), world.backend.state()) == ([], CORRUPT)
    assert world.ledger.recorded() == [
        (
            "approval-requested",
            f"approval of a restored state, proven by the program of {COMMIT_A}",
        )
    ]


def test_the_operators_own_word_is_not_enough() -> None:
    world = World(environment="prod")
    restoring = world.restoring()

    with pytest.raises(ApprovalRequiredError, match="another person"):
        restoring.carry_out(restoring.prepare())

    assert (world.work(), world.backend.state()) == ([], CORRUPT)
    assert world.ledger.read_run(RUN) is None


def test_what_another_person_approved_is_carried_out_and_the_approval_is_used_up() -> None:
    world = World(environment="prod")
    request = signed(world, ask(world, world.restoring()))

    restoring = world.restoring()
    restoring.carry_out(*typed_again(restoring))

    assert world.backend.state() == SOUND
    (used,) = world.ledger.approvals()
    assert (used.status, used.run_id) == ("used", RUN)
    run = world.ledger.read_run(RUN)
    assert run is not None
    assert (run.status, run.approval_digest) == ("finished", request.digest)


@pytest.mark.parametrize("approver", [REQUESTER, OUTSIDER])
def test_neither_the_requester_nor_somebody_without_the_role_approves(approver: str) -> None:
    world = World(environment="prod")
    world.releases.declare_release(release(roles={"team-lead": (OUTSIDER,)}))
    request = ask(world, world.restoring())

    with pytest.raises(RefusedError, match="not in the role release-approver"):
        sign(
            world.ledger,
            world.releases,
            request,
            approver=approver,
            reason="seen",
            now=world.clock.now(),
        )


def ruin_otherwise(world: World) -> Restoring:
    world.backend.declare_state(state(resource("other")))
    return world.restoring()


def want_another_state(world: World) -> Restoring:
    """An update of the same number, of a history that somebody wrote anew."""
    return world.restoring(state(resource("topic"), resource("queue"), resource("extra")))


def drop_operations(world: World) -> Restoring:
    return world.restoring(drop_pending=True)


@pytest.mark.parametrize(
    ("differing", "named"),
    [
        (ruin_otherwise, "differences, state before, summary"),
        (want_another_state, "differences, state to restore, summary"),
        (drop_operations, "pending operations"),
    ],
)
def test_whatever_is_other_than_it_was_approved_voids_the_approval(
    differing: Callable[[World], Restoring], named: str
) -> None:
    world = World(environment="prod")
    signed(world, ask(world, world.restoring()))
    restoring = differing(world)
    before = world.backend.state()

    with pytest.raises(ApprovalVoidError, match=f"this has changed: {named}"):
        restoring.carry_out(*typed_again(restoring))

    assert (world.work(), world.backend.state()) == ([], before)
    assert [request.status for request in world.ledger.approvals()] == ["void"]


def test_the_approval_of_one_update_is_none_of_another() -> None:
    world = World(environment="prod")
    signed(world, ask(world, world.restoring()))

    request = ask(world, world.restoring(source="update 2"))

    assert request.status == "requested"
    assert "update 2" in request.summary[0]


def test_an_approval_serves_once() -> None:
    world = World(environment="prod")
    signed(world, ask(world, world.restoring()))
    restoring = world.restoring()
    prepared, approval = typed_again(restoring)
    restoring.carry_out(prepared, approval)
    world.backend.declare_state(CORRUPT)

    with pytest.raises(ApprovalVoidError, match="not in the ledger as an approved one"):
        restoring.carry_out(prepared, approval)

    assert world.backend.state() == CORRUPT


def test_a_request_that_only_says_it_is_approved_restores_nothing() -> None:
    world = World(environment="prod")
    request = ask(world, world.restoring())
    forged = {"status": "approved", "approver": APPROVER, "approved_at": world.clock.now()}
    world.ledger.declare_request(request.model_copy(update=forged))
    restoring = world.restoring()

    with pytest.raises(ApprovalVoidError, match="no signature under it"):
        restoring.carry_out(*typed_again(restoring))

    assert (world.work(), world.backend.state()) == ([], CORRUPT)


def test_the_approval_of_a_restore_is_none_of_a_rollback() -> None:
    world = World(environment="prod")
    signed(world, ask(world, world.restoring()))

    rollback = order(commit=COMMIT_A, components=())

    assert approved_request(world.ledger, rollback, world.clock.now()) is None


def test_elsewhere_nobody_is_asked() -> None:
    world = World(environment="staging")
    restoring = world.restoring()

    assert restoring.authorise(restoring.prepare()) is None
    assert world.calls.made == []


def test_pending_operations_are_shown_to_the_approver() -> None:
    world = World(state(resource("queue"), pending=(creating("topic"),)), environment="prod")

    request = ask(world, world.restoring(drop_pending=True))

    line = f"operations whose end nobody knows, forgotten: creating {urn('topic')}"
    assert line in request.summary
