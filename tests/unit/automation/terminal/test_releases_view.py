"""Releases on the screen."""

from datetime import timedelta

from automation.core.release_diff import diff_releases
from automation.core.release_list import Catalogue, Recorded, list_releases
from automation.core.release_retention import ExpiredRelease, PruningPlan
from automation.terminal.releases_view import show_diff, show_pruning, show_release, show_releases
from tests.builders import (
    COMMIT_A,
    COMMIT_B,
    NOW,
    function_release,
    hold,
    live_alias,
    live_state,
    release,
)
from tests.unit.automation.terminal.screen import Screen

OLD = release(COMMIT_A, functions=[function_release("api", "1")])
NEW = release(COMMIT_B, functions=[function_release("api", "2")])
DESCRIBED = {COMMIT_B: ("[Consent] form " + "x" * 200, "Ada")}


def catalogue(*, version_1_exists: bool = True) -> Catalogue:
    reachable = [*NEW.functions, *(OLD.functions if version_1_exists else ())]
    live = live_state(
        aliases=[live_alias("api", "2")],
        reachable=reachable,
        deployed=NEW,
        hold=hold().model_copy(update={"target_commit": COMMIT_B}),
    )
    records = (Recorded(NEW, NOW), Recorded(OLD, NOW - timedelta(days=3)))
    return Catalogue(records, live, {})


def test_each_release_tells_its_marks_age_health_and_differences() -> None:
    screen = Screen()

    show_releases(screen.console, "prod", list_releases(catalogue()), DESCRIBED, NOW)

    assert screen.lines[0].startswith(f"{COMMIT_B[:12]}  live held  now  unknown  differs in: none")
    assert "[Consent] form" in screen.lines[1]
    assert "3 days ago" in screen.lines[2]
    assert "differs in: 1 function" in screen.lines[2]
    assert max(len(line) for line in screen.lines) <= 100


def test_what_cannot_be_reached_says_why() -> None:
    screen = Screen()
    listed = list_releases(catalogue(version_1_exists=False))

    show_releases(screen.console, "prod", listed, DESCRIBED, NOW)
    show_release(screen.console, listed[1], DESCRIBED, NOW)

    assert screen.text.count("clinical-trial-api-prod version 1 is gone") == 2


def test_an_environment_without_releases_says_so() -> None:
    screen = Screen()

    show_releases(screen.console, "prod", (), {}, NOW)

    assert screen.lines == ["prod has no release yet."]


def test_a_difference_is_shown_with_its_sides_and_what_is_not_known_as_such() -> None:
    screen = Screen()

    show_diff(screen.console, diff_releases(OLD, NEW), None)

    assert "version 1 → 2" in screen.text
    assert "Settings: the same" in screen.text
    assert "a commit is not in this repository" in screen.text


def test_a_pruning_tells_what_goes() -> None:
    screen = Screen()
    expired = ExpiredRelease(COMMIT_A, NOW - timedelta(days=90))
    plan = PruningPlan((expired,), (("clinical-trial-api-prod", "1"),), {COMMIT_B: "live"})

    show_pruning(screen.console, "prod", plan, NOW)

    assert screen.lines[0] == "prod: 1 releases and 1 function versions go, 1 releases stay"
    assert COMMIT_A[:12] in screen.text
    assert "version 1" in screen.text
