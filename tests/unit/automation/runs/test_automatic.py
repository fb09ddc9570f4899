"""What comes of a signal, from the look to the end of the run."""

from datetime import timedelta

import pytest

from automation.core.errors import StoppedError, UnhealthyError
from automation.core.journal import Detection
from automation.core.lockdown import Claim, closing_of
from tests.builders import APPROVER, hold, run_record
from tests.unit.automation.automation_in_memory import LAMBDA, Automation
from tests.unit.automation.fakes import Calls, Fault, ProcessKilledError

LEASE_RUN_OUT = timedelta(minutes=2)


@pytest.fixture
def automation() -> Automation:
    return Automation()


def rollbacks(calls: Calls) -> int:
    """How many runs began to move aliases."""
    return len(calls.matching("append started move"))


def test_users_are_served_the_last_good_release_again(automation: Automation) -> None:
    reaction = automation.react()

    platform = automation.platform
    assert (reaction.outcome, reaction.target_commit) == ("rolled-back", platform.good.commit)
    assert platform.serves(platform.good)


def test_the_run_is_an_ordinary_one_of_the_automatic_row(automation: Automation) -> None:
    reaction = automation.react()

    run = automation.platform.ledger.read_run(reaction.run_id or "")
    assert run is not None
    assert (run.status, run.scenario, run.actor) == ("finished", "error-rate", LAMBDA)
    assert run.components == ("functions", "frontend")
    assert run.reason == "errors-fast: 43.75 was greater than 5.0"


def test_the_run_tells_what_began_it(automation: Automation) -> None:
    reaction = automation.react()

    run = automation.platform.ledger.read_run(reaction.run_id or "")
    assert run is not None
    assert run.detection == Detection(
        trigger="errors-fast",
        source="alarm",
        began_at=automation.since,
        received_at=automation.since + timedelta(seconds=1),
    )


def test_the_environment_stays_held_and_the_releases_are_judged(automation: Automation) -> None:
    reaction = automation.react()

    platform = automation.platform
    held = platform.ledger.read_hold()
    assert held is not None
    assert (held.run_id, held.target_commit) == (reaction.run_id, platform.good.commit)
    assert platform.ledger.health_of(platform.bad.commit) == "bad"


def test_the_same_word_again_changes_nothing(automation: Automation) -> None:
    automation.react()
    automation.platform.calls.forget()

    assert automation.react().outcome == "ignored"
    assert automation.platform.calls.made == []


def test_another_alarm_for_the_same_release_changes_nothing(automation: Automation) -> None:
    automation.react()
    automation.platform.calls.forget()
    automation.conditions.declare("health", "ALARM", automation.since)

    assert automation.react(automation.signal("health")).outcome == "ignored"
    assert automation.platform.calls.made == []


def test_after_the_hold_was_lifted_the_same_release_is_not_left_again(
    automation: Automation,
) -> None:
    """A person who puts the release back on purpose is not contradicted."""
    automation.react()
    platform = automation.platform
    platform.ledger.lift_hold(
        platform.ledger.read_hold().run_id,  # type: ignore[union-attr]
        platform.ledger.declare_lease("run", APPROVER, "lift", platform.clock.now()),
        "tried again",
    )
    for function in platform.bad.functions:
        platform.functions.declare_alias(function.function_name, function.version)
    for item in platform.bad.frontend.objects:
        platform.frontend.declare_object(item.key, _body(item.key))
    platform.frontend.declare_deleted("assets/app.1.js")
    automation.pass_time_until(platform.clock.now() + LEASE_RUN_OUT)
    assert automation.subject.startswith(platform.bad.commit)
    automation.conditions.declare("errors-slow", "ALARM", platform.clock.now())

    reaction = automation.react(automation.signal("errors-slow", since=platform.clock.now()))

    assert "had its automatic rollback already" in reaction.reason


def _body(key: str) -> str:
    bodies = {"index.html": "bad page", "assets/app.2.js": "bad script", "robots.txt": "robots"}
    return bodies[key]


def test_an_alarm_that_cleared_meanwhile_changes_nothing(automation: Automation) -> None:
    automation.conditions.declare("errors-fast", "OK", automation.since)

    reaction = automation.react()

    assert reaction.outcome == "ignored"
    assert automation.platform.calls.made == []


def test_too_few_requests_change_nothing(automation: Automation) -> None:
    automation.requests.declare(19)

    assert "only 19 requests" in automation.react().reason
    assert automation.platform.calls.made == []


def test_word_that_can_have_no_consequence_is_not_even_looked_into(
    automation: Automation,
) -> None:
    assert automation.react(automation.signal("latency-p95")).outcome == "ignored"
    assert automation.react(automation.signal("errors-fast", "OK")).outcome == "ignored"
    assert automation.conditions.looks == 0


class TestNothingToGoBackTo:
    @pytest.fixture
    def automation(self) -> Automation:
        automation = Automation()
        platform = automation.platform
        platform.ledger.declare_health(platform.good.commit, "bad")
        return automation

    def test_the_environment_is_held_where_it_is(self, automation: Automation) -> None:
        before = automation.platform.state()

        reaction = automation.react()

        held = automation.platform.ledger.read_hold()
        assert reaction.outcome == "held"
        assert held is not None
        assert (held.run_id, held.actor, held.target_commit) == (reaction.run_id, LAMBDA, None)
        assert held.pins == {
            name: version for name, (version, _) in automation.platform.functions.serving().items()
        }
        assert automation.platform.state() == before

    def test_a_person_is_called_once(self, automation: Automation) -> None:
        automation.conditions.declare("health", "ALARM", automation.since)

        for name in ("errors-fast", "health", "errors-fast"):
            automation.react(automation.signal(name))

        (notice,) = automation.notices.posted
        assert (notice.kind, notice.severity, notice.environment) == ("held", "critical", "prod")
        assert "no earlier release is healthy" in notice.issue
        assert notice.next_command == "python -m automation.releases prod"

    def test_it_is_not_done_again_after_a_person_lifted_the_hold(
        self, automation: Automation
    ) -> None:
        automation.react()
        platform = automation.platform
        lifted = platform.ledger.declare_lease("lift", APPROVER, "lift", platform.clock.now())
        platform.ledger.lift_hold(platform.ledger.read_hold().run_id, lifted, "known")  # type: ignore[union-attr]
        automation.pass_time_until(platform.clock.now() + LEASE_RUN_OUT)
        automation.conditions.declare("health", "ALARM", automation.since)

        assert automation.react(automation.signal("health")).outcome == "ignored"
        assert len(automation.notices.posted) == 1
        assert platform.ledger.read_hold() is None

    def test_a_person_who_holds_it_meanwhile_is_not_called(self, automation: Automation) -> None:
        ledger, calls = automation.platform.ledger, automation.platform.calls
        calls.declare_before(len(calls.made) + 1, lambda: ledger.declare_hold(hold()))

        assert automation.react().outcome == "ignored"
        assert automation.notices.posted == []


class TestAPersonWins:
    def test_whose_run_is_at_work(self, automation: Automation) -> None:
        platform = automation.platform
        run = run_record()
        platform.ledger.declare_run(run)
        now = platform.clock.now()
        platform.ledger.declare_lease(run.run_id, APPROVER, "rollback to aaaa", now)

        reaction = automation.react()

        assert (reaction.outcome, rollbacks(platform.calls)) == ("ignored", 0)
        assert APPROVER in reaction.reason

    def test_who_takes_the_lease_between_look_and_run(self, automation: Automation) -> None:
        platform, run = automation.platform, run_record()

        def take() -> None:
            platform.ledger.declare_run(run)
            platform.ledger.declare_lease(run.run_id, APPROVER, "back", platform.clock.now())

        platform.calls.declare_before(len(platform.calls.made) + 1, take)

        reaction = automation.react()

        assert (reaction.outcome, rollbacks(platform.calls)) == ("ignored", 0)

    def test_whose_run_has_not_ended(self, automation: Automation) -> None:
        automation.platform.ledger.declare_run(run_record())

        assert "has not ended" in automation.react().reason


class TestWhoeverHasTheLease:
    def test_is_waited_for_and_then_the_platform_goes_back(self, automation: Automation) -> None:
        """A verdict that is being written must not swallow the only word of an alarm."""
        ledger, clock = automation.platform.ledger, automation.platform.clock
        lease = ledger.declare_lease("prod-verdict", APPROVER, "verdict on b", clock.now())
        clock.declare_meanwhile(lambda: ledger.release_lease(lease, clock.now()))

        reaction = automation.process().react_patiently(automation.signal(), LEASE_RUN_OUT)

        assert reaction.outcome == "rolled-back"

    def test_is_not_waited_for_without_end(self, automation: Automation) -> None:
        clock = automation.platform.clock
        later = clock.now() + timedelta(days=1)
        automation.platform.ledger.declare_lease("prod-prune", APPROVER, "prune", later)

        reaction = automation.process().react_patiently(automation.signal(), LEASE_RUN_OUT)

        assert reaction.outcome == "later"
        assert sum(clock.slept) <= LEASE_RUN_OUT.total_seconds() + 5

    def test_is_waited_for_by_who_goes_on_with_its_run(self, automation: Automation) -> None:
        _kill_at("move", automation)

        reaction = automation.process().react_patiently(automation.signal(), LEASE_RUN_OUT)

        assert reaction.outcome == "resumed"
        assert automation.platform.serves(automation.platform.good)


class TestACutOffRun:
    def test_is_gone_on_with_by_the_same_word(self, automation: Automation) -> None:
        platform = automation.platform
        _kill_at("move", automation)
        automation.pass_time_until(platform.clock.now() + LEASE_RUN_OUT)

        reaction = automation.react()

        assert reaction.outcome == "resumed"
        assert platform.serves(platform.good)
        assert len(platform.ledger.runs()) == 1

    def test_is_waited_for_while_its_lease_may_live(self, automation: Automation) -> None:
        _kill_at("move", automation)

        assert automation.react().outcome == "later"

    def test_is_gone_on_with_though_the_alarm_cleared(self, automation: Automation) -> None:
        platform = automation.platform
        _kill_at("restore", automation)
        automation.conditions.declare("errors-fast", "OK", platform.clock.now())
        automation.pass_time_until(platform.clock.now() + LEASE_RUN_OUT)

        assert automation.react().outcome == "resumed"
        assert platform.serves(platform.good)


def _kill_at(step: str, automation: Automation) -> None:
    """The process dies in a step of the run that a signal started."""
    rehearsal = Automation()
    rehearsal.react()
    made = rehearsal.platform.calls.made
    number = next(n for n, call in enumerate(made) if call.startswith(f"append started {step}"))
    automation.platform.calls.declare_fault(number + 1, Fault.KILLED_AFTER)
    with pytest.raises(ProcessKilledError):
        automation.react()
    automation.platform.calls.restart_process()


def test_a_run_that_can_not_go_on_says_so_to_whoever_brought_the_word(
    automation: Automation,
) -> None:
    automation.platform.site.declare_broken("clinical-trial-api-prod", "4")

    with pytest.raises(UnhealthyError):
        automation.react()

    assert automation.claims.answers == {}


def test_what_somebody_moved_since_is_not_moved_by_a_second_word(automation: Automation) -> None:
    platform = automation.platform
    _kill_at("move", automation)
    platform.functions.declare_alias(platform.name_of("api"), "9")
    automation.pass_time_until(platform.clock.now() + LEASE_RUN_OUT)

    with pytest.raises(StoppedError):
        automation.react()

    assert platform.functions.serving()[platform.name_of("api")][0] == "9"


class TestWhileALockDownStands:
    """It closes first and holds later: in between only its record tells of it."""

    @staticmethod
    def lock(automation: Automation) -> None:
        now = automation.platform.clock.now()
        claim = Claim("prod", "prod-20260302T093301Z-00000a", APPROVER, "SEC-1", "a key", now)
        automation.platform.ledger.declare_closing(closing_of("firewall", "acl", "{}", claim))

    def test_nothing_is_moved_held_or_told(self, automation: Automation) -> None:
        self.lock(automation)

        reaction = automation.react()

        assert reaction.outcome == "ignored"
        assert "incident SEC-1" in reaction.reason
        assert automation.platform.calls.made == []

    def test_one_that_begins_after_the_look_stops_the_run_before_it_moves(
        self, automation: Automation
    ) -> None:
        calls = automation.platform.calls
        calls.declare_before(len(calls.made), lambda: self.lock(automation))

        reaction = automation.react()

        assert reaction.outcome == "ignored"
        assert calls.matching("claim") == ["claim rollback"]
        assert rollbacks(calls) == 0
        assert automation.platform.ledger.read_hold() is None
