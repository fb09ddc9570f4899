"""A thousand words of alarms, repeated, late and out of order: exactly the right rollbacks."""

import threading
from datetime import timedelta

import pytest

from tests.unit.automation.alarming_days import AlarmingDays
from tests.unit.automation.automation_in_memory import Automation

WORDS = 1000
OBSERVERS = 12


@pytest.mark.parametrize("seed", range(6))
def test_a_thousand_words_lead_to_exactly_the_right_rollbacks(seed: int) -> None:
    days = AlarmingDays(seed, WORDS)

    days.live_through()

    runs = days.automation.platform.ledger.runs()
    assert [run.from_commit for run in reversed(runs)] == days.expected
    assert {run.status for run in runs} <= {"finished"}


def test_the_days_have_rollbacks_in_them_and_releases_that_are_left_alone() -> None:
    counted = []
    for seed in range(6):
        days = AlarmingDays(seed, WORDS)
        days.live_through()
        counted.append(len(days.expected))

    assert min(counted) >= 1
    assert max(counted) < 6


def test_observers_at_the_same_time_act_once() -> None:
    automation = Automation()
    signal = automation.signal()
    ended: list[str] = []

    def observe() -> None:
        try:
            ended.append(automation.react(signal).outcome)
        except Exception as error:  # noqa: BLE001 - one who came too late says so
            ended.append(type(error).__name__)

    observers = [threading.Thread(target=observe) for _ in range(OBSERVERS)]
    for observer in observers:
        observer.start()
    for observer in observers:
        observer.join()

    assert ended.count("rolled-back") == 1
    assert set(ended) <= {"rolled-back", "ignored", "later", "BusyError"}
    assert len(automation.platform.calls.matching("append started move")) == 1
    assert automation.platform.serves(automation.platform.good)


def test_the_last_word_long_after_changes_nothing() -> None:
    automation = Automation()
    automation.react()
    automation.pass_time_until(automation.since + timedelta(days=20))
    automation.platform.calls.forget()

    automation.react()

    assert automation.platform.calls.made == []
