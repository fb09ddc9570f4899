"""`python -m automation.hold` and `approve` as typed, as far as they get without AWS."""

import click
import pytest
from click.testing import CliRunner

from automation import approve, hold


@pytest.mark.parametrize("action", ["--set", "--lift"])
def test_changing_a_hold_needs_a_reason(action: str) -> None:
    result = CliRunner().invoke(hold.main, ["prod", action])

    assert result.exit_code == 2
    assert "--reason is needed" in result.output


@pytest.mark.parametrize("command", [hold.main, approve.main])
def test_an_unknown_environment_is_told_with_those_that_there_are(command: click.Command) -> None:
    result = CliRunner().invoke(command, ["production"])

    assert result.exit_code == 2
    assert "dev, staging, prod" in result.output
