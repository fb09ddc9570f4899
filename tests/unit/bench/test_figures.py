"""What follows from the measurements."""

import pytest

from bench.figures import Scripted
from tests.unit.bench.examples import figures


def test_only_the_copying_of_files_is_scaled() -> None:
    scripts = Scripted(functions_seconds=50.0, files_seconds=100.0, cache_seconds=30.0, sample=100)

    assert scripts.measured_seconds == 180.0
    assert scripts.seconds(100) == 180.0
    assert scripts.seconds(1000) == 50.0 + 1000.0 + 30.0


def test_the_ratio_counts_the_whole_command() -> None:
    assert figures(ended=10.0).ratio == pytest.approx(108.0)


def test_the_other_ratio_ends_where_the_scripts_end() -> None:
    assert figures(ended=10.0).moved_ratio == pytest.approx(270.0)


def test_like_for_like_leaves_out_reading_and_planning_too() -> None:
    assert figures(ended=10.0).moving_ratio == pytest.approx(360.0)


def test_an_object_s_calls_leave_out_what_a_run_costs_without_any() -> None:
    assert figures().changing_calls_an_object == pytest.approx(1.0)
    assert figures().reading_calls_an_object == pytest.approx(0.01)


def test_users_are_compared_by_when_they_are_served() -> None:
    assert figures(served=4.0).engine.served_ratio == pytest.approx(5.0)
