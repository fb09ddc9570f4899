"""The lines that an approver reads: dangerous first, and narrow enough for a terminal."""

from automation.core.plan import (
    COMPONENTS,
    DeleteObject,
    ReconcileInfrastructure,
    ResourceChange,
    RestoreObject,
    RollbackPlan,
    ShiftAlias,
    Step,
)
from automation.core.summary import summarise
from tests.builders import COMMIT_A, COMMIT_B, change


def plan(*steps: Step) -> RollbackPlan:
    return RollbackPlan("prod", COMMIT_A, COMMIT_B, COMPONENTS, steps)


def reconcile(*changes: ResourceChange) -> ReconcileInfrastructure:
    return ReconcileInfrastructure(COMMIT_A, changes)


def restore(key: str) -> RestoreObject:
    return RestoreObject(key, "v1", "etag", 10)


def test_a_plan_without_steps_has_no_lines() -> None:
    assert summarise(plan()) == ()


def test_the_head_says_where_from_and_where_to() -> None:
    head = summarise(plan(restore("a.js")))[0]

    assert head == "prod: bbbbbbbbbbbb -> aaaaaaaaaaaa (functions, frontend, infrastructure)"


def test_removals_come_first_and_those_of_data_before_the_others() -> None:
    lines = summarise(
        plan(
            ShiftAlias("clinical-trial-api-prod", "2", "1", "r"),
            reconcile(
                change("update", name="api"),
                change("delete", "aws:sns/topic:Topic", "alarms"),
                change("replace", "aws:rds/cluster:Cluster", "database"),
            ),
        )
    )

    assert lines[1] == "DESTROYS DATA replace aws:rds/cluster:Cluster database"
    assert lines[2] == "DESTROYS delete aws:sns/topic:Topic alarms"


def test_each_alias_has_a_line_and_emptied_weights_are_told() -> None:
    lines = summarise(plan(ShiftAlias("api", "2", "1", "r", from_weights=(("3", 0.1),))))

    assert lines[1] == "alias api: version 2 -> 1 (canary weights emptied)"


def test_many_files_are_counted_and_some_named() -> None:
    steps = [restore(f"{number:02}.js") for number in range(50)]

    lines = summarise(plan(*steps, DeleteObject("new.js", "v1", "e")))

    assert lines[1] == "files that come back: 50: 00.js, 01.js, 02.js, 03.js and 46 more"
    assert lines[2] == "files that are hidden: 1: new.js"


def test_infrastructure_is_counted_by_operation() -> None:
    lines = summarise(plan(reconcile(change("update"), change("create"), change("update"))))

    assert lines[-1] == "infrastructure: 1 create, 2 update"


def test_lines_fit_a_terminal_of_a_hundred_columns() -> None:
    lines = summarise(
        plan(
            ShiftAlias("clinical-trial-notifications-staging", "1234", "1233", "r", (("5", 0.5),)),
            *(restore(f"assets/app.{number:08x}.js") for number in range(9)),
            reconcile(change("replace", "aws:rds/clusterInstance:ClusterInstance", "instance-1")),
        )
    )

    assert max(len(line) for line in lines) <= 100


def test_long_file_names_do_not_widen_the_lines() -> None:
    lines = summarise(plan(*(restore(f"assets/{'x' * 60}.{number}.js") for number in range(9))))

    assert max(len(line) for line in lines) <= 100
