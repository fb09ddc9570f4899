"""`python -m automation.emergency` as typed, as far as it gets without AWS."""

import pytest
from click.testing import CliRunner

from automation import emergency, releases


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (["lockdown", "prod", "--reason", "why"], "--incident"),
        (["lockdown", "prod", "--incident", "SEC-1"], "--reason"),
        (["isolate", "prod", "--incident", "SEC-1", "--reason", "why"], "--function"),
        (["unlock", "prod"], "--reason"),
    ],
)
def test_nothing_is_closed_or_opened_without_a_name_and_a_reason(
    arguments: list[str], missing: str
) -> None:
    result = CliRunner().invoke(emergency.main, arguments)

    assert result.exit_code == 2
    assert f"Missing option '{missing}'" in result.output


@pytest.mark.parametrize("command", ["mark-secure", "mark-compromised"])
def test_a_release_is_not_marked_without_a_reason(command: str) -> None:
    result = CliRunner().invoke(releases.main, [command, "prod", "HEAD"])

    assert result.exit_code == 2
    assert "Missing option '--reason'" in result.output
