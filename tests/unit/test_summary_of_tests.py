"""The line that a run of the tests ends with."""

from tests.conftest import CHANGING_CALLS, STRUCK_ENDINGS, STRUCK_RUNS, fault_suite_line


def test_the_count_of_struck_calls_is_told() -> None:
    struck: dict[str, object] = {CHANGING_CALLS: 28, STRUCK_RUNS: 28}
    ending: dict[str, object] = {STRUCK_ENDINGS: 9}

    assert fault_suite_line([struck, struck, {}]) == (
        "fault suite: 28 changing calls, 2 ways each: 56 struck runs"
    )
    assert fault_suite_line([struck, ending]) == (
        "fault suite: 28 changing calls, 1 ways each: 28 struck runs, and 9 struck endings"
    )


def test_nothing_is_told_where_nothing_was_struck() -> None:
    assert fault_suite_line([{}]) is None
