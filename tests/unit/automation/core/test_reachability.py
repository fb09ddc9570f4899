"""What stands in the way of a release, and what does not."""

from automation.core.live import LiveState
from automation.core.plan import COMPONENTS, ComponentName
from automation.core.reachability import obstacles
from tests.builders import (
    COMMIT_B,
    frontend_object,
    function_release,
    live_alias,
    live_object,
    live_state,
    release,
)

FUNCTIONS: tuple[ComponentName, ...] = ("functions",)
FRONTEND: tuple[ComponentName, ...] = ("frontend",)


def test_nothing_stands_in_the_way_of_a_release_whose_parts_exist() -> None:
    api = function_release("api", "1")
    page = frontend_object("index.html", "v1")
    live = live_state(
        aliases=[live_alias("api", "2")],
        reachable=[api],
        versions=[("index.html", "v1")],
        deployed=release(COMMIT_B),
    )

    assert obstacles(live, release(functions=[api], objects=[page]), COMPONENTS) == ()


def test_a_deleted_function_version_is_named() -> None:
    live = live_state(aliases=[live_alias("api", "2")])

    (found,) = obstacles(live, release(), FUNCTIONS)

    assert found.reason == "clinical-trial-api-prod version 1 is gone"


def test_a_version_number_with_other_code_is_not_the_release() -> None:
    again = function_release("api", "1", code="other")
    live = live_state(aliases=[live_alias("api", "2")], reachable=[again])

    (found,) = obstacles(live, release(), FUNCTIONS)

    assert "holds other code (other)" in found.reason
    assert "redeploy" in found.way_out


def test_a_function_without_its_alias_can_not_be_moved() -> None:
    live = live_state(reachable=[function_release()])

    (found,) = obstacles(live, release(), FUNCTIONS)

    assert found.reason == "clinical-trial-api-prod has no alias to move"


def test_file_versions_that_the_lifecycle_removed_are_counted_and_some_named() -> None:
    objects = [frontend_object(f"{letter}.js", "v1") for letter in "abcde"]

    (found,) = obstacles(live_state(), release(functions=(), objects=objects), FRONTEND)

    assert found.reason.startswith("5 of the frontend's file versions are gone: a.js, b.js, c.js")
    assert found.reason.endswith("and 2 more")


def test_a_removed_version_is_no_obstacle_while_its_contents_are_live() -> None:
    target = release(functions=(), objects=[frontend_object("index.html", "v1", "hello")])
    live = live_state(objects=[live_object("index.html", "v7", "hello")])

    assert obstacles(live, target, FRONTEND) == ()


def test_a_schema_beyond_the_release_is_refused_and_leads_to_the_database_procedure() -> None:
    live = live_state(
        aliases=[live_alias()],
        reachable=[function_release()],
        deployed=release(COMMIT_B, schema=(7, 6, 7)),
    )

    (found,) = obstacles(live, release(schema=(5, 4, 6)), FUNCTIONS)

    assert "schema is at 7" in found.reason
    assert "4 to 6" in found.reason
    assert "database" in found.way_out


def test_a_schema_at_either_end_of_the_range_is_fine() -> None:
    for head in (4, 6):
        live = live_state(
            aliases=[live_alias()],
            reachable=[function_release()],
            deployed=release(COMMIT_B, schema=(head, head, head)),
        )
        assert obstacles(live, release(schema=(5, 4, 6)), FUNCTIONS) == ()


def after_a_migration(needs_code_of: int | None) -> LiveState:
    deployed = release(COMMIT_B, schema=(7, 7, 7))
    schema = deployed.db_schema.model_copy(update={"needs_code_of": needs_code_of})
    return live_state(
        aliases=[live_alias()],
        reachable=[function_release()],
        deployed=deployed.model_copy(update={"db_schema": schema}),
    )


def test_migrations_that_only_expand_leave_the_way_back_open() -> None:
    assert obstacles(after_a_migration(5), release(schema=(5, 5, 5)), FUNCTIONS) == ()


def test_a_migration_that_contracts_closes_the_way_back_to_older_code() -> None:
    (found,) = obstacles(after_a_migration(6), release(schema=(5, 5, 5)), FUNCTIONS)
    assert "schema is at 7 and needs code of 6" in found.reason


def test_a_schema_that_says_nothing_of_older_code_lets_none_back() -> None:
    assert obstacles(after_a_migration(None), release(schema=(5, 5, 5)), FUNCTIONS)


def test_code_that_is_ahead_of_the_schema_is_refused() -> None:
    assert obstacles(after_a_migration(0), release(schema=(8, 8, 8)), FUNCTIONS)


def test_a_provider_that_can_not_be_had_leaves_the_traffic_only_way() -> None:
    (found,) = obstacles(live_state(provider_at_hand=False), release(), ("infrastructure",))

    assert "7.32.0" in found.reason
    assert "--traffic-only" in found.way_out


def test_parts_that_are_not_taken_back_are_not_checked() -> None:
    target = release(objects=[frontend_object()])

    assert obstacles(live_state(provider_at_hand=False), target, ()) == ()


def test_every_obstacle_is_told_at_once() -> None:
    target = release(objects=[frontend_object()])

    assert len(obstacles(live_state(provider_at_hand=False), target, COMPONENTS)) == 3
