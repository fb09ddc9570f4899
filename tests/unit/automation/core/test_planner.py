"""Plans as examples: what is live, what should be, which steps lie between."""

from dataclasses import replace

import pytest

from automation.core.live import LiveObject, LiveState
from automation.core.plan import (
    COMPONENTS,
    ComponentName,
    DeleteObject,
    EnginePreview,
    HoldEnvironment,
    InvalidateCdn,
    Phase,
    ReconcileInfrastructure,
    ResourceChange,
    RestoreObject,
    RollbackPlan,
    SettleReleases,
    ShiftAlias,
    VerifyHealth,
)
from automation.core.planner import plan_rollback
from automation.core.release import Metadata, Release
from tests.builders import (
    COMMIT_A,
    COMMIT_B,
    COMMIT_C,
    DISTRIBUTION,
    SITE_URL,
    change,
    frontend_object,
    function_release,
    hold,
    live_alias,
    live_object,
    live_state,
    release,
    run_record,
)

TRAFFIC: tuple[ComponentName, ...] = ("functions", "frontend")


def plan(
    live: LiveState,
    target: Release,
    components: tuple[ComponentName, ...] = TRAFFIC,
    changes: tuple[ResourceChange, ...] = (),
    only: tuple[str, ...] = (),
) -> RollbackPlan:
    return plan_rollback(
        live,
        target,
        components=components,
        site_url=SITE_URL,
        preview=EnginePreview(changes, "digest"),
        only_functions=only,
    )


def test_an_alias_that_serves_another_version_is_moved_with_its_revision() -> None:
    live = live_state(aliases=[live_alias("api", "2")], deployed=release(COMMIT_B))

    moved = plan(live, release(functions=[function_release("api", "1")])).aliases

    assert moved == (
        ShiftAlias("clinical-trial-api-prod", "2", "1", live_alias("api", "2").revision_id),
    )


def test_versions_differ_from_function_to_function() -> None:
    target = release(functions=[function_release("api", "7"), function_release("auth", "12")])
    live = live_state(aliases=[live_alias("api", "8"), live_alias("auth", "13")])

    assert [(s.from_version, s.to_version) for s in plan(live, target).aliases] == [
        ("8", "7"),
        ("13", "12"),
    ]


def test_an_alias_with_canary_weights_is_moved_even_at_the_right_version() -> None:
    live = live_state(aliases=[live_alias("api", "1", weights=(("2", 0.1),))])

    (shift,) = plan(live, release()).aliases

    assert (shift.from_version, shift.to_version) == ("1", "1")
    assert (shift.from_weights, shift.to_weights) == ((("2", 0.1),), ())


def test_nothing_is_planned_when_the_target_is_already_live() -> None:
    target = release(objects=[frontend_object("index.html", "v1")])
    live = live_state(
        aliases=[live_alias("api", "1")],
        objects=[live_object("index.html", "v1")],
        deployed=target,
    )

    assert plan(live, target, COMPONENTS).is_empty


def test_a_file_with_the_same_contents_under_another_version_id_is_left_alone() -> None:
    target = release(objects=[frontend_object("index.html", "v1", "hello")])
    live = live_state(
        aliases=[live_alias("api", "1")], objects=[live_object("index.html", "v9", "hello")]
    )

    assert plan(live, target).is_empty


def served(item: LiveObject, content_type: str) -> LiveObject:
    return replace(item, metadata=Metadata(content_type, "no-cache"))


def test_a_file_with_the_same_contents_that_is_served_otherwise_is_restored() -> None:
    target = release(objects=[frontend_object("index.html", "v1", "hello")])
    live = live_state(
        aliases=[live_alias("api", "1")],
        objects=[served(live_object("index.html", "v9", "hello"), "text/plain")],
    )

    (restore,) = plan(live, target).restores

    assert restore.metadata == Metadata("text/html", "no-cache")
    assert restore.replaces_metadata == Metadata("text/plain", "no-cache")


def test_a_restored_file_that_is_served_as_before_is_left_alone() -> None:
    target = release(objects=[frontend_object("index.html", "v1", "hello")])
    live = live_state(
        aliases=[live_alias("api", "1")],
        objects=[served(live_object("index.html", "v9", "hello"), "text/html")],
    )

    assert plan(live, target).is_empty


def test_a_changed_file_is_restored_over_the_version_that_was_found() -> None:
    target = release(functions=(), objects=[frontend_object("app.js", "v1")])
    found = live_object("app.js", "v2")

    (restore,) = plan(live_state(objects=[found]), target).restores

    assert (restore.version_id, restore.replaces, restore.replaces_etag) == ("v1", "v2", found.etag)


def test_a_file_that_is_gone_is_restored_over_nothing() -> None:
    target = release(functions=(), objects=[frontend_object("app.js", "v1")])

    (restore,) = plan(live_state(), target).restores

    assert restore.replaces is None
    assert restore.replaces_etag is None


def test_pages_come_after_the_files_that_they_refer_to() -> None:
    keys = ("a.html", "index.html", "assets/z.js", "robots.txt")
    target = release(functions=(), objects=[frontend_object(key, "v1") for key in keys])

    order = [step.object_key for step in plan(live_state(), target).restores]

    assert order == ["assets/z.js", "robots.txt", "a.html", "index.html"]


def test_a_file_that_the_target_did_not_have_is_hidden() -> None:
    target = release(functions=(), objects=[frontend_object("index.html", "v1")])
    extra = live_object("new.js", "v1")
    live = live_state(objects=[live_object("index.html", "v1"), extra], deployed=release(COMMIT_B))

    assert plan(live, target).deletions == (DeleteObject("new.js", "v1", extra.etag),)


def test_files_of_predecessors_are_no_difference_for_the_release_deployed_last() -> None:
    target = release(COMMIT_B, functions=(), objects=[frontend_object("index.html", "v2")])
    live = live_state(
        objects=[live_object("index.html", "v2"), live_object("old.js", "v1")], deployed=target
    )

    assert plan(live, target).is_empty


def test_the_cache_is_emptied_only_when_a_file_changes() -> None:
    target = release(objects=[frontend_object("index.html", "v1")])
    functions_only = live_state(
        aliases=[live_alias("api", "2")], objects=[live_object("index.html", "v1")]
    )
    files_too = live_state(
        aliases=[live_alias("api", "2")], objects=[live_object("index.html", "v2")]
    )

    assert plan(functions_only, target).distribution_id is None
    assert plan(files_too, target).distribution_id == DISTRIBUTION


def test_steps_stand_in_the_order_of_their_phases() -> None:
    target = release(objects=[frontend_object("index.html", "v1")])
    live = live_state(
        aliases=[live_alias("api", "2")],
        objects=[live_object("index.html", "v2"), live_object("new.js", "v1")],
        deployed=release(COMMIT_B),
    )

    steps = plan(live, target, COMPONENTS, (change(),)).steps

    assert [type(step) for step in steps] == [
        HoldEnvironment,
        ShiftAlias,
        RestoreObject,
        DeleteObject,
        InvalidateCdn,
        VerifyHealth,
        ReconcileInfrastructure,
        SettleReleases,
    ]
    phases = [step.phase.value for step in steps]
    assert phases == sorted(phases)
    assert steps[0].phase is Phase.HOLD


def test_the_release_that_is_left_is_bad_and_the_target_healthy() -> None:
    live = live_state(aliases=[live_alias("api", "2")], deployed=release(COMMIT_B))

    assert plan(live, release(COMMIT_A)).steps[-1] == SettleReleases(bad=COMMIT_B, healthy=COMMIT_A)


def test_a_release_that_repairs_itself_is_not_called_bad() -> None:
    live = live_state(aliases=[live_alias("api", "2")], deployed=release(COMMIT_A))

    assert plan(live, release(COMMIT_A)).steps[-1] == SettleReleases(bad=None, healthy=COMMIT_A)


def test_pins_cover_functions_that_the_rollback_leaves_alone() -> None:
    target = release(functions=[function_release("api", "1"), function_release("auth", "4")])
    live = live_state(aliases=[live_alias("api", "2"), live_alias("auth", "5")])

    made = plan(live, target, ("functions",), only=("api",))

    assert made.steps[0] == HoldEnvironment(
        COMMIT_A, (("clinical-trial-api-prod", "1"), ("clinical-trial-auth-prod", "5"))
    )
    assert [shift.function_name for shift in made.aliases] == ["clinical-trial-api-prod"]


def test_a_single_function_can_be_chosen_by_service_or_by_name() -> None:
    target = release(functions=[function_release("api", "1"), function_release("auth", "4")])
    live = live_state(aliases=[live_alias("api", "2"), live_alias("auth", "5")])

    by_service = plan(live, target, ("functions",), only=("auth",))
    by_name = plan(live, target, ("functions",), only=("clinical-trial-auth-prod",))

    assert by_service == by_name


def test_a_part_that_was_not_chosen_stays_as_it_is() -> None:
    target = release(objects=[frontend_object("index.html", "v1")])
    live = live_state(aliases=[live_alias("api", "2")], objects=[live_object("index.html", "v2")])

    only_files = plan(live, target, ("frontend",), (change(),))
    only_functions = plan(live, target, ("functions",), (change(),))

    assert not only_files.aliases
    assert only_files.infrastructure is None
    assert not only_functions.restores
    assert only_functions.infrastructure is None


def test_the_page_is_compared_only_where_the_frontend_takes_part() -> None:
    page = frontend_object("index.html", "v1")
    live = live_state(aliases=[live_alias("api", "2")], objects=[live_object("index.html", "v2")])

    def expected_page(components: tuple[ComponentName, ...]) -> list[str | None]:
        steps = plan(live, release(objects=[page]), components).steps
        return [step.index_etag for step in steps if isinstance(step, VerifyHealth)]

    assert expected_page(("functions",)) == [None]
    assert expected_page(TRAFFIC) == [page.etag]


def test_changed_infrastructure_alone_is_verified_too() -> None:
    live = live_state(aliases=[live_alias("api", "1")])

    made = plan(live, release(), COMPONENTS, (change(),))

    assert [type(step) for step in made.steps] == [
        HoldEnvironment,
        VerifyHealth,
        ReconcileInfrastructure,
        SettleReleases,
    ]


@pytest.mark.parametrize(
    ("components", "only"),
    [(("functions",), ()), (("frontend",), ()), (("functions", "frontend"), ("api",))],
)
def test_a_part_of_a_release_gets_no_verdict(
    components: tuple[ComponentName, ...], only: tuple[str, ...]
) -> None:
    live = live_state(
        aliases=[live_alias("api", "2"), live_alias("auth", "2")],
        objects=[live_object("index.html", "v2")],
        deployed=release(COMMIT_B),
    )
    target = release(
        functions=[function_release("api", "1"), function_release("auth", "1")],
        objects=[frontend_object("index.html", "v1")],
    )

    steps = plan(live, target, components=components, only=only).steps

    assert steps
    assert not any(isinstance(step, SettleReleases) for step in steps)


def verdict(made: RollbackPlan) -> SettleReleases:
    (found,) = (step for step in made.steps if isinstance(step, SettleReleases))
    return found


def held_at_b(status: str) -> LiveState:
    """C was deployed last, and a rollback from C to B holds the environment; A is older."""
    to_b = {"target_commit": COMMIT_B}
    run = run_record().model_copy(update={"from_commit": COMMIT_C, "status": status} | to_b)
    return live_state(
        aliases=[live_alias("api", "2")],
        deployed=release(COMMIT_C),
        hold=hold(pins={"clinical-trial-api-prod": "2"}).model_copy(update=to_b),
        holding_run=run,
    )


def test_a_rollback_of_a_rollback_leaves_what_users_were_served() -> None:
    made = plan(held_at_b("finished"), release(COMMIT_A))

    assert made.from_commit == COMMIT_B
    assert verdict(made) == SettleReleases(bad=COMMIT_B, healthy=COMMIT_A)


def test_a_rollback_forward_again_leaves_what_users_were_served() -> None:
    target = release(COMMIT_C, functions=[function_release("api", "3")])

    made = plan(held_at_b("finished"), target)

    assert verdict(made) == SettleReleases(bad=COMMIT_B, healthy=COMMIT_C)


def test_planning_again_what_was_cut_off_leaves_what_that_run_left() -> None:
    files = [frontend_object("index.html", "v2")]
    target = release(COMMIT_B, functions=[function_release("api", "2")], objects=files)

    made = plan(held_at_b("running"), target)

    assert made.from_commit == COMMIT_C
    assert verdict(made) == SettleReleases(bad=COMMIT_C, healthy=COMMIT_B)
