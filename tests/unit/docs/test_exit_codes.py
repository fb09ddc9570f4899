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
