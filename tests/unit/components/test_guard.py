from datetime import UTC, datetime

import pulumi
import pytest

from automation.core.hold import Hold
from automation.core.lockdown import closing_of
from components import guard
from tests.unit.automation.lock_down_in_memory import claim
from tests.unit.components.recording import Program

HOLD = Hold(
    run_id="run-1",
    actor="arn:aws:iam::123456789012:user/approver",
    reason="release b is broken",
    since=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    target_commit="a" * 40,
    pins={"clinical-trial-api-prod": "3"},
)


@pytest.fixture(autouse=True)
def _no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(guard.RUN_ID_VARIABLE, raising=False)
    monkeypatch.delenv(guard.PINS_VARIABLE, raising=False)


def test_refuses_an_update_of_a_held_environment_with_who_why_and_how_to_lift_it(
    program: Program,
) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        program.run(lambda: guard.refuse_while_held(HOLD, "prod"))
    for fact in ("user/approver", "release b is broken", "run-1", "automation.hold prod --lift"):
        assert fact in str(refused.value)


def test_lets_a_preview_of_a_held_environment_go_on(program: Program) -> None:
    program.run(lambda: guard.refuse_while_held(HOLD, "prod"), preview=True)


def test_lets_the_run_pass_that_holds_the_environment(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(guard.RUN_ID_VARIABLE, "run-1")
    program.run(lambda: guard.refuse_while_held(HOLD, "prod"))


def test_refuses_an_update_of_a_locked_environment_to_everybody(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing = closing_of("firewall", "web ACL x", "{}", claim())
    monkeypatch.setenv(guard.RUN_ID_VARIABLE, closing.run_id)
    with pytest.raises(pulumi.RunError) as refused:
        program.run(lambda: guard.refuse_while_locked((closing,), "prod"))
    for fact in ("user/requester", "a stolen key", "SEC-1", "automation.emergency unlock prod"):
        assert fact in str(refused.value)


def test_lets_a_preview_of_a_locked_environment_go_on(program: Program) -> None:
    closing = closing_of("firewall", "web ACL x", "{}", claim())
    program.run(lambda: guard.refuse_while_locked((closing,), "prod"), preview=True)


def test_lets_everyone_pass_where_nothing_is_locked(program: Program) -> None:
    program.run(lambda: guard.refuse_while_locked((), "prod"))


def test_refuses_another_run(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(guard.RUN_ID_VARIABLE, "run-2")
    with pytest.raises(pulumi.RunError):
        program.run(lambda: guard.refuse_while_held(HOLD, "prod"))


def test_lets_everyone_pass_where_nothing_is_held(program: Program) -> None:
    program.run(lambda: guard.refuse_while_held(None, "prod"))


def test_refuses_to_release_uncommitted_changes_to_prod(program: Program) -> None:
    with pytest.raises(pulumi.RunError, match="git status"):
        program.run(lambda: guard.refuse_uncommitted(dirty=True, environment="prod"))


def test_previews_uncommitted_changes_and_lets_dev_have_them(program: Program) -> None:
    program.run(lambda: guard.refuse_uncommitted(dirty=True, environment="prod"), preview=True)
    program.run(lambda: guard.refuse_uncommitted(dirty=True, environment="dev"))


def test_pins_what_the_hold_pins() -> None:
    assert guard.pins_for(HOLD) == {"clinical-trial-api-prod": "3"}
    assert guard.pins_for(None) == {}


def test_pins_what_a_run_is_about_to_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(guard.RUN_ID_VARIABLE, "run-2")
    monkeypatch.setenv(guard.PINS_VARIABLE, '{"clinical-trial-api-prod": "2"}')
    assert guard.pins_for(HOLD) == {"clinical-trial-api-prod": "2"}


def test_takes_no_pins_from_anyone_but_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(guard.PINS_VARIABLE, '{"clinical-trial-api-prod": "2"}')
    assert guard.pins_for(HOLD) == {"clinical-trial-api-prod": "3"}
