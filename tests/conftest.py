"""What a run of the tests says at its end beside their results. No I/O."""

from typing import Final

import pytest

from automation.gateways.aws import session

# A test that strikes runs records under these names how many, and of how many calls.
CHANGING_CALLS: Final = "changing calls"
STRUCK_RUNS: Final = "struck runs"
STRUCK_ENDINGS: Final = "struck endings"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the fault suite's count of call points, which is recorded from a run and may grow."""
    passed = terminalreporter.getreports("passed")
    recorded = [dict(report.user_properties) for report in passed if report.when == "call"]
    told = fault_suite_line(recorded)
    if told is not None:
        terminalreporter.write_line(told)


def fault_suite_line(recorded: list[dict[str, object]]) -> str | None:
    """The line for what tests recorded; None if the fault suite did not run."""
    struck = [each for each in recorded if STRUCK_RUNS in each]
    if not struck:
        return None
    calls = max(int(str(each[CHANGING_CALLS])) for each in struck)
    runs = sum(int(str(each[STRUCK_RUNS])) for each in struck)
    endings = sum(int(str(each.get(STRUCK_ENDINGS, 0))) for each in recorded)
    line = f"fault suite: {calls} changing calls, {len(struck)} ways each: {runs} struck runs"
    return f"{line}, and {endings} struck endings" if endings else line


@pytest.fixture(autouse=True)
def no_session_of_another_test() -> None:
    """A process has one session, which keeps the credentials that it found first."""
    session.cache_clear()
