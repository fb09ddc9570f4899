"""A plan on the screen: what is dangerous first, readable at a hundred columns."""

from automation.core.plan import (
    COMPONENTS,
    DeleteObject,
    HoldEnvironment,
    InvalidateCdn,
    ReconcileInfrastructure,
    ResourceChange,
    RestoreObject,
    RollbackPlan,
    ShiftAlias,
    Step,
    VerifyHealth,
)
from automation.core.policy import decision_for
from automation.terminal.plan_view import show_plan
from tests.builders import COMMIT_A, COMMIT_B, DISTRIBUTION, SITE_URL, change
from tests.unit.automation.terminal.screen import Screen


def shown(*steps: Step, scenario: str = "partial-loss", subject: str = "Add reports") -> Screen:
    screen = Screen()
    plan = RollbackPlan("prod", COMMIT_A, COMMIT_B, COMPONENTS, steps)
    show_plan(screen.console, plan, decision_for(scenario), subject)
    return screen


def reconcile(*changes: ResourceChange) -> ReconcileInfrastructure:
    return ReconcileInfrastructure(COMMIT_A, changes)


def everything() -> tuple[Step, ...]:
    return (
        HoldEnvironment(COMMIT_A, ()),
        ShiftAlias("clinical-trial-api-prod", "43", "42", "rev", (("44", 0.1),)),
        *(RestoreObject(f"assets/{number:03}.js", "v1", "e", 1) for number in range(200)),
        DeleteObject("assets/new.js", "v1", "e"),
        InvalidateCdn(DISTRIBUTION),
        VerifyHealth(SITE_URL, ("api",), None),
        reconcile(
            change("update", "aws:lambda/function:Function", "api", ("memorySize", "timeout")),
            change("delete", "aws:sns/topic:Topic", "alarms"),
            change("replace", "aws:rds/cluster:Cluster", "database"),
        ),
    )


def test_the_head_tells_where_from_where_to_and_what_that_commit_is() -> None:
    first = shown(*everything()).lines[0]

    assert first == "Rollback of prod  bbbbbbbbbbbb → aaaaaaaaaaaa  Add reports"


def test_the_row_of_the_decision_matrix_is_told() -> None:
    assert "Partial functionality loss: manual, within 10 min, approval by team-lead" in (
        shown(*everything()).text
    )
    assert "within <1 min" in shown(*everything(), scenario="data-corruption").text
    assert "approval by nobody" in shown(*everything(), scenario="error-rate").text


def test_what_is_removed_stands_before_everything_else_and_data_first_of_all() -> None:
    lines = shown(*everything()).lines

    order = [
        next(number for number, line in enumerate(lines) if text in line)
        for text in ("database", "alarms", "clinical-trial-api-prod", "assets/000.js", "memorySize")
    ]
    assert order == sorted(order)


def test_an_alias_is_told_with_both_versions_and_its_emptied_weights() -> None:
    text = shown(*everything()).text

    assert "version 43 → 42 and canary weights emptied" in text


def test_many_files_are_counted_and_cut() -> None:
    screen = shown(*everything())

    assert "files that come back: 200, hidden: 1" in screen.text
    assert "and 189 more" in screen.text
    assert len(screen.lines) < 40


def test_no_line_is_wider_than_the_screen() -> None:
    assert max(len(line) for line in shown(*everything()).lines) <= 100


def test_without_colour_there_is_no_escape_sequence() -> None:
    assert "\x1b" not in shown(*everything()).text


def test_names_are_shown_as_they_are_even_where_they_look_like_markup() -> None:
    text = shown(
        ShiftAlias("f", "2", "1", "r"),
        RestoreObject("[red]x[/red].js", "v1", "e", 1),
        DeleteObject("[/].js", "v1", "e"),
        reconcile(change("update", name="[bold]api")),
        subject="[link=x]Fix[/link] [/]",
    ).text

    for name in ("[red]x[/red].js", "[/].js", "[bold]api", "[link=x]Fix[/link] [/]"):
        assert name in text


def test_property_changes_are_shown_even_with_brackets_in_them() -> None:
    text = shown(reconcile(change("update", name="api", properties=("tags[0]", "rules[*]")))).text

    assert "tags[0], rules[*]" in text


def test_what_happens_afterwards_is_told() -> None:
    text = shown(*everything()).text

    assert f"{SITE_URL} is asked as users do" in text
    assert "stays held" in text
