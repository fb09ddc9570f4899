"""The audit command's words, before anything is read."""

import pytest
from click.testing import CliRunner

from automation.audit import main
from automation.core.errors import ExitCode


@pytest.mark.parametrize("anchor", ["57", "57:abc", "0:" + "a" * 64, "x:" + "a" * 64])
def test_what_is_no_anchor_is_not_taken_for_one(anchor: str) -> None:
    ran = CliRunner().invoke(main, ["verify", "prod", "--anchor", anchor])

    assert ran.exit_code == ExitCode.USAGE
    assert "is not a record's number and hash" in ran.stderr


def test_a_run_of_no_environment_is_refused() -> None:
    ran = CliRunner().invoke(main, ["export", "--run", "elsewhere-1"])

    assert ran.exit_code == ExitCode.USAGE
    assert "does not begin with an environment's name" in ran.stderr
