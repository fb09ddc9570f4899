"""Ending a run that was cut off anywhere: on to exactly the target, or back to exactly the old."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from automation.core.plan import COMPONENTS, ReconcileInfrastructure, RollbackPlan
from automation.core.planner import plan_rollback
from automation.core.recovery import (
    inverse,
    remaining,
    strangers,
    unexpected_changes,
)
from automation.core.release import Release
from tests.builders import COMMIT_A, COMMIT_B, SITE_URL, change
from tests.unit.automation.histories import models
from tests.unit.automation.model import Deployment, Model, deployed, name_of


def plan(model: Model, target: Release) -> RollbackPlan:
    return plan_rollback(model.live(target), target, components=COMPONENTS[:2], site_url=SITE_URL)


def cut_off(model: Model, made: RollbackPlan, after: int) -> None:
    """Carry out the first steps of a plan."""
    for number, _ in enumerate(model.apply(made), start=1):
        if number >= after:
            return


def served(model: Model) -> object:
    """Everything that users get."""
    files = model.frontend.contents()
    return (
        model.functions.serving(),
        {key: (body, model.frontend.metadata(key)) for key, body in files.items()},
    )


def served_otherwise() -> tuple[Model, RollbackPlan, Release]:
    """A page that the second deployment serves with other headers, its contents the same."""
    first = Deployment({"api": "1"}, {"index.html": "one"})
    model = deployed([first, replace(first, cache_control="max-age=60")])
    return model, plan(model, model.releases[0]), model.releases[0]


def test_what_differs_in_its_metadata_alone_is_still_to_be_done() -> None:
    model, made, target = served_otherwise()

    left = remaining(made, model.live(target))

    assert [step.object_key for step in left.restores] == ["index.html"]


def test_what_differed_in_its_metadata_alone_is_put_back() -> None:
    model, made, target = served_otherwise()
    before = served(model)
    list(model.apply(made))
    assert served(model) != before

    list(model.apply(inverse(made, model.live(target))))

    assert served(model) == before


def test_nobody_else_is_suspected_wherever_a_run_stops() -> None:
    first = Deployment({"api": "1"}, {"index.html": "one", "a.js": "a"})
    second = Deployment({"api": "2"}, {"index.html": "two", "b.js": "b"})
    model = deployed([first, second])
    made = plan(model, model.releases[0])

    for _ in model.apply(made):
        assert strangers(made, model.live(model.releases[0])) == ()


@given(models(), st.data())
def test_going_on_from_anywhere_ends_at_the_target(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))
    made = plan(model, target)
    cut_off(model, made, data.draw(st.integers(0, len(made.steps))))

    list(model.apply(remaining(made, model.live(target))))

    assert model.serves_functions_of(target)
    assert model.serves_files_of(target)
    assert plan(model, target).is_empty


@given(models(), st.data())
def test_going_back_from_anywhere_ends_where_it_began(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))
    before = served(model)
    made = plan(model, target)
    cut_off(model, made, data.draw(st.integers(0, len(made.steps))))

    list(model.apply(inverse(made, model.live(target))))

    assert served(model) == before


@given(models(), st.data())
def test_going_back_twice_changes_nothing_more(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))
    made = plan(model, target)
    list(model.apply(made))

    list(model.apply(inverse(made, model.live(target))))

    again = inverse(made, model.live(target))
    assert (again.aliases, again.restores, again.deletions) == ((), (), ())


@given(models(), st.data())
def test_what_is_done_already_is_not_done_again(model: Model, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(model.releases))
    made = plan(model, target)
    list(model.apply(made))

    left = remaining(made, model.live(target))

    assert (left.aliases, left.restores, left.deletions) == ((), (), ())
    assert left.distribution_id == made.distribution_id


def moved_by_a_stranger() -> tuple[Model, RollbackPlan, Release]:
    first = Deployment({"api": "1"}, {"index.html": "one"})
    second = Deployment({"api": "2"}, {"index.html": "two", "b.js": "b"})
    model = deployed([first, second])
    return model, plan(model, model.releases[0]), model.releases[0]


def test_an_alias_that_somebody_else_moved_is_named_with_all_three_versions() -> None:
    model, made, target = moved_by_a_stranger()
    model.functions.declare_alias(name_of("api"), "9")

    assert strangers(made, model.live(target)) == (
        "clinical-trial-api-prod serves 9, neither 2 nor 1",
    )


def test_canary_weights_that_somebody_gave_are_a_strangers_work() -> None:
    model, made, target = moved_by_a_stranger()
    model.functions.declare_alias(name_of("api"), "1", (("9", 0.1),))

    assert strangers(made, model.live(target))


def test_files_that_somebody_else_wrote_are_named() -> None:
    model, made, target = moved_by_a_stranger()
    model.frontend.declare_object("index.html", "somebody else's")
    model.frontend.declare_object("b.js", "somebody else's")

    assert strangers(made, model.live(target)) == (
        "index.html was written by somebody else",
        "b.js was written by somebody else",
    )


def test_a_file_that_somebody_else_hid_is_a_strangers_work() -> None:
    model, made, target = moved_by_a_stranger()
    model.frontend.declare_deleted("index.html")

    assert strangers(made, model.live(target)) == ("index.html was written by somebody else",)


def infrastructure(*names: str) -> RollbackPlan:
    step = ReconcileInfrastructure(COMMIT_A, tuple(change(name=name) for name in names))
    return RollbackPlan("prod", COMMIT_A, COMMIT_B, COMPONENTS, (step,))


def test_fewer_changes_than_agreed_are_as_expected() -> None:
    agreed = infrastructure("api", "auth")

    assert unexpected_changes(agreed, (change(name="auth"),)) == ()


def test_a_change_that_nobody_agreed_to_is_unexpected() -> None:
    agreed = infrastructure("api")
    other_resource, other_operation = change(name="auth"), change("delete", name="api")

    assert unexpected_changes(agreed, (other_resource, other_operation)) == (
        other_resource,
        other_operation,
    )
