import pytest

from automation.core.trigger import TRIGGERS as ACTING
from components.firewall import GLOBAL_REGION
from components.triggers import Trigger, TriggerSources, triggers

SOURCES = TriggerSources(
    region="eu-central-1",
    api_name="clinical-trial-dev",
    stage="dev",
    distribution_id="D1",
    health_check_id="H1",
    acl_name="clinical-trial-dev",
    dead_letter_queues={"api": "clinical-trial-api-dev-dead-letters"},
)


def by_name() -> dict[str, Trigger]:
    return {trigger.name: trigger for trigger in triggers(SOURCES)}


def test_those_that_go_back_by_themselves_are_the_urgent_ones() -> None:
    """The tool and the program agree on which they are, and where and for how long they look."""
    found = {
        trigger.name: (trigger.minutes, trigger.region == GLOBAL_REGION)
        for trigger in triggers(SOURCES)
        if trigger.urgent
    }

    assert found == {each.name: (each.minutes, each.is_global) for each in ACTING.values()}


def test_rates_of_the_apis_requests_say_nothing_below_a_least_number_of_them() -> None:
    for name, trigger in by_name().items():
        if name in ACTING and ACTING[name].counts_requests:
            assert watched(trigger).startswith("IF(requests >= 20,")


def watched(trigger: Trigger) -> str:
    (query,) = [query for query in trigger.queries if query["return_data"]]
    return str(query["expression"])


@pytest.mark.parametrize(
    ("name", "comparison", "threshold", "minutes"),
    [
        ("errors-fast", "GreaterThanThreshold", 5, 1),
        ("errors-slow", "GreaterThanThreshold", 1, 5),
        ("latency-p95", "GreaterThanThreshold", 2000, 10),
        ("availability", "LessThanThreshold", 99, 5),
        ("health", "LessThanThreshold", 1, 1),
        ("firewall-blocks", "GreaterThanThreshold", 500, 5),
        ("dead-letters-api", "GreaterThanThreshold", 0, 1),
    ],
)
def test_has_the_thresholds_of_the_written_procedure(
    name: str, comparison: str, threshold: float, minutes: int
) -> None:
    trigger = by_name()[name]
    assert (trigger.comparison, trigger.threshold, trigger.minutes) == (
        comparison,
        threshold,
        minutes,
    )


@pytest.mark.parametrize("name", ["errors-fast", "errors-slow", "latency-p95", "availability"])
def test_says_nothing_about_a_rate_of_too_few_requests(name: str) -> None:
    assert watched(by_name()[name]).startswith("IF(requests >= 20, ")


def test_watches_global_metrics_where_they_are() -> None:
    regions = {trigger.name: trigger.region for trigger in triggers(SOURCES)}
    assert {name for name, region in regions.items() if region == "us-east-1"} == {
        "availability",
        "health",
        "firewall-blocks",
    }


def test_wakes_somebody_only_for_what_users_notice() -> None:
    assert {trigger.name for trigger in triggers(SOURCES) if trigger.urgent} == {
        "errors-fast",
        "errors-slow",
        "availability",
        "health",
    }


def test_measures_each_minute_and_watches_one_value() -> None:
    for trigger in triggers(SOURCES):
        assert watched(trigger)
        metrics = [query["metric"] for query in trigger.queries if "metric" in query]
        assert all(metric["period"] == 60 for metric in metrics)
