from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.monitoring.metrics import KEPT, Sample, Store, metric
from sandbox.monitoring.recorder import Recorder
from sandbox.monitoring.requests import api_request, distribution_request, function_run
from sandbox.monitoring.statistic import UnknownStatisticError, statistic
from tests.unit.sandbox.monitoring.declared import REQUESTS

OTHER = metric("us-east-1", "AWS/ApiGateway", "Count", ApiName="other", Stage="prod")


def test_values_are_counted_in_the_minute_in_which_they_were_measured() -> None:
    store = Store(60)
    store.record(Sample(REQUESTS, value, at) for value, at in [(1, 119.9), (1, 120), (2, 179.9)])

    assert store.counts(REQUESTS, range(1, 2)) == {1: 1}
    assert store.counts(REQUESTS, range(2, 3)) == {1: 1, 2: 1}
    assert store.counts(REQUESTS, range(1, 3)) == {1: 2, 2: 1}
    assert store.counts(OTHER, range(9)) == {}


def test_a_short_minute_holds_what_it_lasts() -> None:
    store = Store(2)
    store.record([Sample(REQUESTS, 1, 3.9), Sample(REQUESTS, 1, 4.0)])

    assert list(store.of_region("us-east-1")) == [
        (REQUESTS, 2.0, Counter({1: 1})),
        (REQUESTS, 4.0, Counter({1: 1})),
    ]
    assert list(store.of_region("eu-central-1")) == []


def test_what_is_old_is_forgotten() -> None:
    store = Store(60)
    store.record(Sample(REQUESTS, 1, 60.0 * minute) for minute in range(KEPT + 10))

    store.forget(60.0 * (KEPT + 10))

    assert len(list(store.of_region("us-east-1"))) == KEPT
    store.forget(60.0 * 5 * KEPT)
    assert list(store.of_region("us-east-1")) == []


def test_what_waited_is_counted_once() -> None:
    store, recorder = Store(60), Recorder()
    recorder.record(api_request("trial", "prod", 200, 12.4))

    recorder.hand_over(store)
    recorder.hand_over(store)

    counted = {measured.name: counts for measured, _, counts in store.of_region("us-east-1")}
    assert counted == {
        "Count": {1.0: 1},
        "4XXError": {0.0: 1},
        "5XXError": {0.0: 1},
        "Latency": {12.0: 1},
    }


@pytest.mark.parametrize(
    ("status", "client", "server"), [(302, 0, 0), (429, 1, 0), (499, 1, 0), (500, 0, 1)]
)
def test_an_api_tells_the_callers_faults_from_its_own(
    status: int, client: int, server: int
) -> None:
    values = {measured.name: value for measured, value in api_request("a", "s", status, 1)}
    assert (values["4XXError"], values["5XXError"]) == (client, server)


def test_the_average_of_a_distributions_rate_is_the_share_that_failed() -> None:
    rates = Counter(
        value
        for status in (200, 200, 404, 503)
        for measured, value in distribution_request("D1", status)
        if measured.name == "5xxErrorRate"
    )
    assert statistic("Average", rates) == 25.0


def test_a_function_that_failed_ran_too() -> None:
    values = {
        measured.name: value for measured, value in function_run("f", failed=True, milliseconds=3)
    }
    assert values == {"Invocations": 1, "Errors": 1, "Duration": 3}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sum", 5050),
        ("Average", 50.5),
        ("Minimum", 1),
        ("Maximum", 100),
        ("SampleCount", 100),
        ("p50", 50),
        ("p95", 95),
        ("p99.9", 100),
        ("p100", 100),
    ],
)
def test_statistics_of_a_hundred_values(name: str, value: float) -> None:
    assert statistic(name, Counter(range(1, 101))) == value


def test_without_values_there_is_no_statistic_and_an_unknown_one_is_refused() -> None:
    assert statistic("Sum", Counter()) is None
    with pytest.raises(UnknownStatisticError):
        statistic("tm95", Counter([1.0]))


@given(found=st.lists(st.integers(0, 30_000), min_size=1), share=st.integers(1, 100))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(found: list[int], share: int) -> None:
    value = statistic(f"p{share}", Counter(map(float, found)))
    assert value in found
    assert sum(each <= value for each in found) >= share / 100 * len(found)
    assert sum(each < value for each in found) < share / 100 * len(found)
