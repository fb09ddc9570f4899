"""Ctrl-C and SIGTERM ask for a stop; a second one interrupts."""

import os
import signal

import pytest

from automation.terminal.signals import stop_on_signals
from tests.unit.automation.fakes import FakeReporter


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_for_a_stop_at_the_next_safe_point(number: signal.Signals) -> None:
    reporter = FakeReporter()

    with stop_on_signals(reporter) as stop:
        os.kill(os.getpid(), number)
        assert stop.is_asked

    assert reporter.lines == [
        f"{number.name}: stopping after this step; a second one stops at once"
    ]


def test_the_second_signal_interrupts() -> None:
    with stop_on_signals(FakeReporter()):
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_the_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    with stop_on_signals(FakeReporter()):
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before
