"""Couriers work beside a run and do not hold it up."""

import threading

from automation.core.telling import ChannelName
from automation.runs.courier import Courier

PATIENCE = 30.0
NO_PATROL = 3600.0


def test_no_thread_is_begun_before_the_first_message() -> None:
    called: list[str] = []

    courier = Courier(called.append, ["slack"])

    assert not courier.was_woken
    assert courier.close(0)
    assert called == []


def test_each_channel_is_delivered_to_before_the_end() -> None:
    called: list[str] = []
    courier = Courier(called.append, ["slack", "pagerduty"], patrol_seconds=NO_PATROL)

    courier.wake()

    assert courier.close(PATIENCE)
    assert {"slack", "pagerduty"} <= set(called)


def test_a_channel_that_hangs_holds_up_neither_the_others_nor_the_end() -> None:
    released, arrived = threading.Event(), threading.Event()

    def deliver(channel: ChannelName) -> None:
        if channel == "slack":
            released.wait(PATIENCE)
        else:
            arrived.set()

    courier = Courier(deliver, ["slack", "pagerduty"], patrol_seconds=NO_PATROL)
    courier.wake()

    assert arrived.wait(PATIENCE)
    assert not courier.close(0.01)
    assert all(
        thread.daemon for thread in threading.enumerate() if thread.name.startswith("courier-")
    )
    released.set()


def test_a_round_that_raises_is_followed_by_the_next_one() -> None:
    calls: list[str] = []

    def deliver(channel: ChannelName) -> None:
        calls.append(channel)
        raise RuntimeError(channel)

    courier = Courier(deliver, ["sns"], patrol_seconds=0.001)
    courier.wake()
    assert courier.close(PATIENCE)
    courier = Courier(deliver, ["sns"], patrol_seconds=NO_PATROL)
    courier.wake()
    courier.wake()

    assert courier.close(PATIENCE)
    assert len(calls) >= 2


def test_what_waits_for_its_next_attempt_is_looked_at_again() -> None:
    rounds = threading.Semaphore(0)
    courier = Courier(lambda channel: rounds.release(), ["email"], patrol_seconds=0.001)

    courier.wake()

    assert all(rounds.acquire(timeout=PATIENCE) for _ in range(3))
    courier.close(PATIENCE)
