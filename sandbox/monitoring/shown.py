"""Shows what is measured where moto answers GetMetricData and GetMetricStatistics. Changes moto.

moto asks its services for metrics of their own and knows no percentile. Source:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend, Dimension, MetricAggregatedDatum, Statistics

from sandbox.monitoring.metrics import Metric, Store
from sandbox.monitoring.statistic import statistic
from sandbox.strict.replacement import replace, surround


class Datum(MetricAggregatedDatum):
    """A minute of a metric, with all its values."""

    def __init__(self, measured: Metric, at: datetime, counts: Counter[float]) -> None:
        super().__init__(
            namespace=measured.namespace,
            name=measured.name,
            min_stat=min(counts),
            max_stat=max(counts),
            sample_count=counts.total(),
            sum_stat=sum(value * times for value, times in counts.items()),
            dimensions=[{"Name": name, "Value": value} for name, value in measured.dimensions],
            timestamp=at,
        )
        self.counts = counts


def install(store: Store) -> None:
    """Let CloudWatch answer with what is in a store."""

    def all_metrics(former: Callable[[Any], list[Any]], backend: Any) -> list[Any]:
        return former(backend) + _data(store, backend.region_name)

    surround(CloudWatchBackend, "get_all_metrics", all_metrics)
    surround(Statistics, "get_statistics_for_type", get_statistics_for_type)
    # Compares a value to a name, so that the same dimensions can be sorted in two ways.
    replace(Dimension, "__lt__", is_before)


def get_statistics_for_type(former: Callable[..., Any], asked: Any, name: str) -> Any:
    """One statistic of a period, percentiles too."""
    return statistic(name, _counts(asked)) if name.startswith("p") else former(asked, name)


def is_before(dimension: Any, other: Any) -> bool:
    """By name, then by value."""
    return (dimension.name, dimension.value) < (other.name, other.value)


def _data(store: Store, region: str) -> list[Datum]:
    # moto's own times are UTC without saying so.
    return [
        Datum(measured, datetime.fromtimestamp(at, UTC).replace(tzinfo=None), counts)
        for measured, at, counts in store.of_region(region)
    ]


def _counts(asked: Any) -> Counter[float]:
    counts = Counter[float](asked.metric_single_values_list)
    for datum in asked.metric_aggregated_list:
        counts += getattr(datum, "counts", Counter())
    return counts
