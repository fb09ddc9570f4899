"""After the traffic: reconcile, abort, and resume after a kill, with the real engine."""

import pytest

from tests.e2e.canary import Search
from tests.e2e.endings import Endings
from tests.e2e.snapshot import Snapshot
from tests.e2e.teller import Step, succeeded

pytestmark = pytest.mark.e2e

# The state is among them: there the secret lies encrypted.
PLACES = (
    *("printed", "repository", "engine's home", "ledger", "plans", "release records", "state"),
)


def has_hold(step: Step) -> bool:
    """Whether prod was held after it."""
    return "'HOLD'" in "".join(step.after.ledger)


def test_reconcile_asks_for_an_approval_and_changes_nothing_before(endings: Endings) -> None:
    assert endings.followed.asked.ran.code == 6, endings.followed.asked.ran.said
    assert endings.followed.asked.changed_nothing


def test_after_a_rollback_of_the_traffic_reconcile_lets_the_infrastructure_follow(
    endings: Endings,
) -> None:
    target, followed = endings.first, endings.followed.ran
    assert succeeded(followed)
    assert followed.seen.is_well
    assert followed.before.throttle != target.throttle
    assert followed.before.thresholds != target.thresholds
    assert followed.after.throttle == target.throttle
    assert followed.after.thresholds == target.thresholds


def test_reconcile_moves_no_user(endings: Endings) -> None:
    followed = endings.followed.ran
    assert followed.after.aliases == followed.before.aliases
    assert followed.after.contents == followed.before.contents


def test_after_reconcile_the_program_of_the_target_fights_no_pin(endings: Endings) -> None:
    assert succeeded(endings.followed.preview)
    assert endings.followed.preview.changed_nothing


def test_after_reconcile_prod_stays_held(endings: Endings) -> None:
    assert has_hold(endings.followed.ran)


def test_what_the_engine_did_is_told_in_lines_where_there_is_no_terminal(endings: Endings) -> None:
    errors = endings.followed.ran.ran.errors
    assert "· update api-throttle" in errors
    assert " changes made in " in errors
    assert "\x1b" not in errors


def test_a_run_that_is_asked_to_stop_after_the_traffic_stops_there(endings: Endings) -> None:
    stopped = endings.taken_back.stopped
    assert stopped.ran.code == 14, stopped.ran.said
    assert "SIGTERM: stopping after this step" in stopped.ran.said
    assert stopped.after.versions() == endings.newest.after.versions()


def test_aborting_it_leaves_prod_exactly_as_it_was_before(endings: Endings) -> None:
    taken = endings.taken_back
    assert succeeded(taken.aborted)
    assert taken.aborted.after.in_force() == taken.before.in_force()
    assert taken.stopped.after.in_force() != taken.before.in_force()
    assert taken.aborted.seen.is_well
    assert has_hold(taken.aborted)


def test_a_run_that_is_killed_while_the_engine_applies_leaves_its_lock(endings: Endings) -> None:
    assert endings.killed.struck.ran.code == -9, endings.killed.struck.ran.said
    assert endings.killed.locks == 1


def test_resuming_removes_the_dead_engines_lock_and_says_whose_it_was(endings: Endings) -> None:
    said = endings.killed.resumed.ran.said
    assert "remove the lock of a dead engine" in said
    assert "Traceback" not in said


def left_lying(snapshot: Snapshot) -> dict[str, str]:
    """What the site's bucket keeps of a file that a deployment dropped: it is no part of the
    release (ADR 3), so a rollback hides it."""
    return {"robots.txt": snapshot.contents["robots.txt"]}


def test_resuming_a_killed_run_ends_at_exactly_the_target(endings: Endings) -> None:
    target, resumed = endings.newest.after, endings.killed.resumed
    assert succeeded(resumed)
    assert resumed.after.versions() == target.versions()
    assert {**resumed.after.contents, **left_lying(target)} == target.contents
    assert resumed.after.throttle == target.throttle
    assert resumed.after.thresholds == target.thresholds
    assert resumed.seen.is_well


def test_after_a_resumed_run_the_targets_program_finds_nothing_to_do(
    endings: Endings,
) -> None:
    assert succeeded(endings.killed.preview)


def insist_on_absence(search: Search) -> None:
    """AWS itself has the address, so it was really deployed; nothing else shows it."""
    assert search.subscribers == 1
    assert min(search.places[name] for name in PLACES) > 0, search.places
    assert search.found == ()


def test_a_successful_run_of_the_engine_leaves_no_secret(endings: Endings) -> None:
    insist_on_absence(endings.after_success)


def test_a_successful_run_leaves_no_file_and_no_checkout(endings: Endings) -> None:
    assert endings.after_success.left_behind == ()
    assert endings.after_success.worktrees == 0


def test_a_killed_run_of_the_engine_leaves_no_secret(endings: Endings) -> None:
    insist_on_absence(endings.killed.search)


def test_what_a_killed_run_leaves_are_its_plan_and_settings_with_the_secret_encrypted(
    endings: Endings,
) -> None:
    left = {name.rpartition("/")[2] for name in endings.killed.search.left_behind}
    assert {"update-plan.json", "Pulumi.prod.yaml"} <= left
    assert endings.killed.search.found == ()


def test_a_resumed_run_leaves_no_secret_and_no_file(endings: Endings) -> None:
    at_end = endings.killed.at_end
    insist_on_absence(at_end)
    assert at_end.left_behind == endings.killed.search.left_behind
    assert at_end.worktrees == endings.killed.search.worktrees
