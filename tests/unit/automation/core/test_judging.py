from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core import judging
from automation.core.readings import AlarmReading, Backups, Protection, Traffic
from tests.builders import NOW


def traffic(requests: float = 1000, failed: float = 0, p95: float | None = 200) -> Traffic:
    return Traffic(minutes=10, requests=requests, failed=failed, p95=p95)


@pytest.mark.parametrize(("failed", "outcome"), [(0, "pass"), (10, "pass"), (11, "fail")])
def test_one_failed_request_in_a_hundred_is_the_most(failed: int, outcome: str) -> None:
    assert judging.error_rate(traffic(failed=failed))[0] == outcome


@pytest.mark.parametrize("requests", [0, 1, 19])
def test_too_few_requests_say_nothing_even_if_they_fail(requests: int) -> None:
    outcome, fact = judging.error_rate(traffic(requests, failed=requests))
    assert outcome == "undecided"
    assert fact == f"{requests} requests in 10 min, of 20 that a rate needs"


def test_answers_are_in_time_when_ours_and_those_of_users_are() -> None:
    assert judging.response_times([0.2] * 20, traffic(), 2000) == (
        "pass",
        "p95 200 ms of 20 own requests, 200 ms of 1000 users' requests; 2000 ms allowed",
    )


def test_slow_answers_to_us_or_to_users_are_too_slow() -> None:
    assert judging.response_times([2.5] * 20, traffic(), 2000)[0] == "fail"
    assert judging.response_times([0.2] * 20, traffic(p95=2001), 2000)[0] == "fail"


def test_one_slow_answer_of_twenty_is_within_the_95th_percentile() -> None:
    assert judging.response_times([0.2] * 19 + [9.0], traffic(), 2000)[0] == "pass"
    assert judging.response_times([0.2] * 18 + [9.0] * 2, traffic(), 2000)[0] == "fail"


def test_users_that_are_too_few_are_left_out() -> None:
    outcome, fact = judging.response_times([0.2] * 20, traffic(requests=3, p95=9000), 2000)
    assert outcome == "pass"
    assert "users" not in fact


@given(st.lists(st.floats(0, 100), min_size=1), st.integers(1, 100))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values: list[float], p: int) -> None:
    limit = judging.percentile(values, p)
    within = sum(value <= limit for value in values)
    below = sum(value < limit for value in values)
    assert limit in values
    assert within * 100 >= p * len(values)
    assert below * 100 < p * len(values)


def test_closed_doors_pass_with_what_was_counted() -> None:
    read = Protection(acl_rules=("a", "b"), open_buckets=(), plain_http=())
    assert judging.protection(read) == ("pass", "2 firewall rules, buckets closed, TLS only")


@pytest.mark.parametrize(
    ("read", "fact"),
    [
        (Protection(None, (), ()), "no firewall is in front of the distribution"),
        (Protection((), (), ()), "the firewall has no rules"),
        (Protection(("a",), ("site",), ()), "site can be made public"),
        (Protection(("a",), (), ("/api/*",)), "/api/* is served without TLS"),
    ],
)
def test_one_open_door_fails(read: Protection, fact: str) -> None:
    assert judging.protection(read) == ("fail", fact)


def alarm(name: str = "errors", **changes: Any) -> AlarmReading:
    facts = {"state": "OK", "since": NOW, "tells": True, **changes}
    return AlarmReading(name=name, **facts)


def test_alarms_that_see_and_tell_pass_even_when_raised() -> None:
    outcome, fact = judging.monitoring([alarm(), alarm("latency", state="ALARM")], NOW)
    assert (outcome, fact) == ("pass", "2 alarms with actions and data, raised now: latency")


def test_an_alarm_may_lack_data_for_a_while() -> None:
    blind = alarm(state="INSUFFICIENT_DATA")
    assert judging.monitoring([blind], NOW + timedelta(minutes=15))[0] == "pass"
    assert judging.monitoring([blind], NOW + timedelta(minutes=16)) == (
        "fail",
        "errors has no data",
    )


def test_no_alarms_or_silent_ones_fail() -> None:
    assert judging.monitoring([], NOW) == ("fail", "there are no alarms")
    assert judging.monitoring([alarm(tells=False)], NOW) == ("fail", "errors tells nobody")


def test_backups_of_a_moment_ago_pass() -> None:
    assert judging.backups(Backups(35, NOW), NOW)[0] == "pass"


@pytest.mark.parametrize(
    ("read", "fact"),
    [
        (Backups(None, None), "there is no database cluster"),
        (Backups(1, NOW), "the database keeps backups for 1 days only"),
        (
            Backups(35, NOW - timedelta(minutes=16)),
            "the database can be restored to 2026-03-02 09:14 UTC at the latest",
        ),
        (Backups(35, NOW, unversioned=("site",)), "site keeps no versions"),
        (Backups(35, NOW, ledger_recovery=False), "the ledger has no point-in-time recovery"),
    ],
)
def test_one_missing_backup_fails(read: Backups, fact: str) -> None:
    assert judging.backups(read, NOW) == ("fail", fact)


def test_backups_without_a_latest_time_are_undecided_and_never_pass() -> None:
    assert judging.backups(Backups(35, None), NOW)[0] == "undecided"


def lines(number: int) -> list[dict[str, Any]]:
    """A chain, the newest first."""
    made: list[dict[str, Any]] = []
    previous = "0" * 64
    for identifier in range(1, number + 1):
        line: dict[str, Any] = {
            "id": identifier,
            "at": f"2026-03-02T09:30:00.00000{identifier % 10}Z",
            "actor": "ada",
            "action": "read",
            "resource": "subjects",
            "before": None,
            "after": "a" * 64,
            "previous": previous,
        }
        previous = line["hash"] = judging.line_hash(line)
        made.insert(0, line)
    return made


def test_a_chain_is_whole_also_where_lines_of_others_lie_between() -> None:
    whole = lines(6)
    assert judging.broken_lines(whole) == ()
    assert judging.broken_lines([line for line in whole if line["id"] != 3]) == ()


@given(
    st.integers(0, 5), st.sampled_from(["id", "at", "actor", "action", "resource", "after", "hash"])
)
def test_a_line_that_was_altered_is_found(place: int, field: str) -> None:
    chain = lines(6)
    altered = chain[place] | {field: 99 if field == "id" else "mallory"}
    chain[place] = altered
    assert altered["id"] in judging.broken_lines(chain)


def test_a_line_that_was_altered_and_hashed_anew_no_longer_fits_the_next_one() -> None:
    chain = lines(3)
    forged = chain[1] | {"actor": "mallory"}
    chain[1] = forged | {"hash": judging.line_hash(forged)}
    assert judging.broken_lines(chain) == (3,)
