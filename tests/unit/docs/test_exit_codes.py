"""docs/exit-codes.md says what the code does."""

import re

from automation.core.errors import ExitCode
from sandbox.home import REPOSITORY


def test_the_page_lists_each_exit_code_by_number_and_name() -> None:
    page = (REPOSITORY / "docs" / "exit-codes.md").read_text()
    listed = {
        name: int(number) for number, name in re.findall(r"^\| (\d+) \| `(\w+)` \|", page, re.M)
    }

    assert listed == {code.name: code.value for code in ExitCode}


def test_the_runbook_names_the_codes_that_a_verdict_ends_with() -> None:
    page = (REPOSITORY / "docs" / "runbook.md").read_text()

    for words, code in (
        ("is healthy, recorded", ExitCode.OK),
        ("is bad, recorded", ExitCode.UNHEALTHY),
        ("undecided because of …", ExitCode.UNDECIDED),
    ):
        assert f"`{words}` (code {code:d})" in page
