"""What holds for every plan, whatever was deployed and whatever people did afterwards."""

from hypothesis import given
from hypothesis import strategies as st

from automation.core.plan import COMPONENTS, HoldEnvironment, RestoreObject, RollbackPlan
from automation.core.planner import plan_rollback
from automation.core.release import Release
from tests.builders import SITE_URL
from tests.unit.automation.histories import models
from tests.unit.automation.model import Model


def plan(model: Model, target: Release) -> RollbackPlan:
    return plan_rollback(model.live(target), target, components=COMPONENTS[:2], site_url=SITE_URL)


@given(models(), st.data())
def test_a_plan_applied_ends_at_the_target(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))

    list(model.apply(plan(model, target)))

    assert model.serves_functions_of(target)
    assert model.serves_files_of(target)


@given(models(), st.data())
def test_no_file_is_left_that_the_target_did_not_have(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))

    list(model.apply(plan(model, target)))

    if target != model.releases[-1]:
        assert set(model.frontend.contents()) == {item.key for item in target.frontend.objects}


@given(models(), st.data())
def test_planning_again_gives_nothing_to_do(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))

    list(model.apply(plan(model, target)))

    assert plan(model, target).is_empty


@given(models(), st.data())
def test_no_page_comes_back_before_what_it_refers_to(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))
    made = plan(model, target)
    others = [item for item in target.frontend.objects if not item.key.endswith(".html")]

    for _, step in zip(model.apply(made), made.steps, strict=True):
        if isinstance(step, RestoreObject) and step.is_index:
            assert all(model.serves(item) for item in others)


@given(models(), st.data())
def test_no_file_of_the_target_is_hidden(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))
    wanted = {item.key for item in target.frontend.objects}

    assert wanted.isdisjoint(step.object_key for step in plan(model, target).deletions)


@given(models(), st.data())
def test_pins_name_every_alias_and_where_it_will_be(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))
    made = plan(model, target)
    pins = [dict(step.pins) for step in made.steps if isinstance(step, HoldEnvironment)]

    list(model.apply(made))

    if not made.is_empty:
        serving = model.functions.serving()
        assert pins == [{name: version for name, (version, _) in serving.items()}]
