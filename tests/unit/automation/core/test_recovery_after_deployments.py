"""Putting right what somebody else wrote: from anywhere exactly to the plan's target."""

from hypothesis import given

from automation.core.plan import COMPONENTS, HoldEnvironment, RollbackPlan, VerifyHealth
from automation.core.planner import plan_rollback
from automation.core.recovery import (
    put_right,
)
from automation.core.release import Release
from tests.builders import SITE_URL
from tests.unit.automation.deploying import FILES, VERSIONS
from tests.unit.automation.histories import models
from tests.unit.automation.model import Deployment, Model, name_of


def plan_to(model: Model, target: Release) -> RollbackPlan:
    return plan_rollback(model.live(target), target, components=COMPONENTS[:2], site_url=SITE_URL)


@given(models())
def test_whatever_is_deployed_meanwhile_is_put_right(model: Model) -> None:
    target = model.releases[0]
    plan = plan_to(model, target)
    for _ in model.apply(plan):
        pass
    if not plan.steps:
        return
    model.deploy(Deployment(VERSIONS, FILES, cleans_up=True))

    for _ in model.apply(put_right(plan, model.live(target), target)):
        pass

    assert model.serves_functions_of(target)
    assert model.serves_files_of(target)
    assert set(model.frontend.contents()) == {item.key for item in target.frontend.objects}


@given(models())
def test_where_nothing_was_overwritten_nothing_moves(model: Model) -> None:
    target = model.releases[0]
    plan = plan_to(model, target)
    for _ in model.apply(plan):
        pass

    again = put_right(plan, model.live(target), target)

    assert not again.moves_traffic


def test_the_hold_comes_first_and_the_verification_after_the_moves() -> None:
    model = Model()
    target = model.deploy(Deployment({"api": "4"}, {"index.html": "good"}))
    model.deploy(Deployment({"api": "5"}, {"index.html": "bad"}))

    plan = plan_to(model, target)
    steps = put_right(plan, model.live(target), target).steps

    assert isinstance(steps[0], HoldEnvironment)
    kinds = [type(step).__name__ for step in steps]
    assert kinds == [type(step).__name__ for step in plan.steps]
    assert kinds.index("ShiftAlias") < kinds.index("RestoreObject")
    assert any(isinstance(step, VerifyHealth) for step in steps)


def test_a_function_that_the_plan_leaves_alone_goes_back_to_its_pin() -> None:
    model = Model()
    target = model.deploy(Deployment({"api": "4", "auth": "7"}, {"index.html": "page"}))
    model.deploy(Deployment({"api": "5", "auth": "8"}, {"index.html": "page"}))
    plan = plan_rollback(
        model.live(target),
        target,
        components=("functions",),
        site_url=SITE_URL,
        only_functions=("api",),
    )
    model.functions.declare_alias(name_of("auth"), "9")

    shifts = {
        s.function_name: s.to_version for s in put_right(plan, model.live(target), None).aliases
    }

    assert shifts == {name_of("api"): "4", name_of("auth"): "8"}
