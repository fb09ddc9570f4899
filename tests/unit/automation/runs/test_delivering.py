"""Delivering: once a place and in order, whoever delivers and whenever somebody crashes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.notice import NoticeKind
from automation.core.outbox import CLAIM_TIME, DeliveryError, letters_of
from automation.runs.delivering import Delivering
from tests.builders import NOW, notice, notification_settings
from tests.unit.automation.fakes import FakeChannel, FakeClock, FakeOutbox, ProcessKilledError

SETTINGS = notification_settings()
STORY: tuple[tuple[NoticeKind, int], ...] = (
    ("initiated", 0),
    ("progress", 600),
    ("failed", 700),
    ("completed", 900),
)
LATER = timedelta(minutes=20)


class Post:
    """An outbox with a story in it, and deliverers."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.outbox = FakeOutbox(meanwhile)
        self.channel = FakeChannel(meanwhile)
        self.clock = FakeClock(NOW + LATER)
        for kind, seconds in STORY:
            told = notice(kind, at=NOW + timedelta(seconds=seconds))
            self.outbox.add(letters_of(told, SETTINGS))

    def deliverer(self, who: str = "a") -> Delivering:
        return Delivering(self.outbox, self.channel, SETTINGS, self.clock, who)

    def statuses(self) -> Counter[str]:
        return Counter(letter.status for letter in self.outbox.kept())

    def taken(self, place: str) -> list[str]:
        return [
            parcel.letter.notice.kind
            for parcel in self.channel.taken
            if parcel.letter.place == place
        ]

    def deliveries(self) -> Counter[str]:
        return Counter(parcel.letter.key for parcel in self.channel.taken)


def test_a_round_delivers_everything_in_order() -> None:
    post = Post()

    post.deliverer().round()

    assert set(post.statuses()) == {"delivered"}
    assert post.taken("slack-alerts") == ["initiated", "progress", "failed", "completed"]
    assert post.taken("email-development") == ["progress", "failed", "completed"]
    assert post.taken("statuspage") == ["completed"]


def test_a_second_round_delivers_nothing() -> None:
    post = Post()
    post.deliverer().round()
    before = len(post.channel.taken)

    assert post.deliverer("b").round() == ()
    assert len(post.channel.taken) == before


def test_later_messages_answer_the_first_one() -> None:
    post = Post()

    post.deliverer().round("slack")

    alerts = [each for each in post.channel.taken if each.letter.place == "slack-alerts"]
    assert alerts[0].earlier is None
    assert {each.earlier for each in alerts[1:]} == {"reference-1"}


def test_a_process_that_is_about_to_end_claims_nothing_more() -> None:
    post = Post()
    ending = replace(post.deliverer(), is_over=lambda: len(post.channel.taken) > 0)

    ending.round("pagerduty")

    assert post.taken("pagerduty") == ["initiated"]
    assert post.statuses()["claimed"] == 0


def test_other_channels_messages_are_left_to_others() -> None:
    post = Post()

    post.deliverer().round("pagerduty")

    assert {parcel.letter.place for parcel in post.channel.taken} == {"pagerduty"}


def test_a_refused_message_waits_and_those_after_it_too() -> None:
    post = Post()
    post.channel.declare_refusals(1)

    (tried,) = post.deliverer().round("pagerduty")

    assert (tried.status, tried.reason) == ("waiting", "refused")
    assert post.channel.taken == []
    post.clock.pass_time(timedelta(seconds=6))
    post.deliverer().round("pagerduty")
    assert post.taken("pagerduty") == ["initiated", "failed", "completed"]


def test_a_final_refusal_does_not_hold_up_the_rest() -> None:
    post = Post()
    post.channel.declare_refusals(1, is_final=True)

    post.deliverer().round("pagerduty")

    assert post.taken("pagerduty") == ["failed", "completed"]
    assert post.statuses()["failed"] == 1


def test_what_nobody_foresaw_waits_like_an_outage_and_is_told_by_its_kind_alone() -> None:
    post = Post()
    post.channel.declare_errors(RuntimeError("xoxb-secret"))

    (tried,) = post.deliverer().round("pagerduty")

    assert (tried.status, tried.reason) == (
        "waiting",
        "something nobody foresaw (RuntimeError)",
    )


def test_the_public_gets_the_publics_words() -> None:
    post = Post()

    post.deliverer().round("statuspage")

    (parcel,) = post.channel.taken
    assert ("Issue", "Partial functionality loss") in parcel.wording.facts


class Interleaving:
    """At each call of one deliverer: go on, crash, or let the other one work first."""

    def __init__(self, script: list[str]) -> None:
        self._script = iter(script)
        self._depth = 0
        self.crashes = 0
        self.post = Post(self._meanwhile)

    def run(self) -> None:
        self._round("a")
        # Whoever is left delivers the rest, once the claims of the dead have run out.
        self._script = iter(())
        for _ in range(self.crashes + 1):
            self.post.clock.pass_time(CLAIM_TIME)
            self._round("last")

    def _round(self, who: str) -> None:
        try:
            self.post.deliverer(who).round()
        except ProcessKilledError:
            self.crashes += 1

    def _meanwhile(self) -> None:
        action = next(self._script, "go")
        if action == "crash":
            raise ProcessKilledError
        if action == "other" and self._depth < 2:
            self._depth += 1
            self._round(f"other-{self._depth}")
            self._depth -= 1


def insist_on_order(post: Post) -> None:
    """The first delivery of each message is in order; a repetition comes right after it."""
    for place in ("slack-alerts", "slack-status", "pagerduty", "email-development"):
        told = [kind for kind, _ in STORY if kind in post.taken(place)]
        assert list(dict.fromkeys(post.taken(place))) == told


@given(st.lists(st.sampled_from(["go", "go", "other"]), max_size=60))
def test_two_deliverers_deliver_everything_once_and_in_order(script: list[str]) -> None:
    played = Interleaving(script)

    played.run()

    assert set(played.post.statuses()) == {"delivered"}
    assert set(played.post.deliveries().values()) == {1}
    insist_on_order(played.post)


@given(st.lists(st.sampled_from(["go", "go", "go", "other", "crash"]), max_size=60))
def test_with_crashes_everything_is_delivered_at_least_once_and_in_order(
    script: list[str],
) -> None:
    played = Interleaving(script)

    played.run()

    assert set(played.post.statuses()) == {"delivered"}
    counts = played.post.deliveries()
    assert len(counts) == len(played.post.outbox.kept())
    assert sum(counts.values()) - len(counts) <= played.crashes
    insist_on_order(played.post)


@given(st.integers(0, 30), st.lists(st.booleans(), max_size=12))
def test_passing_refusals_lose_nothing(refusals: int, finals: list[bool]) -> None:
    post = Post()
    post.channel.declare_refusals(refusals)
    post.channel.declare_errors(*[DeliveryError("x", is_final=final) for final in finals])

    for _ in range(60):
        post.deliverer().round()
        post.clock.pass_time(timedelta(minutes=6))

    assert post.statuses()["waiting"] == 0
    assert post.statuses()["failed"] == sum(finals)
    assert set(post.deliveries().values()) <= {1}


@pytest.mark.parametrize("who", ["a", "b"])
def test_a_claim_names_who_has_it(who: str) -> None:
    post = Post()
    post.channel.declare_errors(DeliveryError("x"))
    seen: list[str | None] = []
    post.channel.declare_meanwhile(
        lambda: seen.extend(
            letter.claimed_by for letter in post.outbox.kept() if letter.status == "claimed"
        )
    )

    post.deliverer(who).round("pagerduty")

    assert seen == [who]
