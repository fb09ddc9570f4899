"""`python -m automation.emergency` as typed, as far as it gets without AWS."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from automation import emergency, releases
from automation.gateways.aws import session

INCIDENT = ("--incident", "SEC 1", "--reason", "why")


@pytest.fixture
def _no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Calls fail before any leaves."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    session.cache_clear()
    yield
    session.cache_clear()


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


@pytest.mark.usefixtures("_no_credentials")
class TestWithoutCredentials:
    def test_a_lock_down_says_what_is_open_why_and_what_to_type(self) -> None:
        result = CliRunner().invoke(emergency.main, ["lockdown", "prod", *INCIDENT])

        said = " ".join(result.output.split())
        assert result.exit_code == 20
        assert "NOT closed: web ACL (the edge): NoCredentialsError" in said
        assert "next: aws sso login" in said
        assert "automation.emergency lockdown prod --incident 'SEC 1'" in said

    def test_what_was_to_be_isolated_is_tried_again_alone(self) -> None:
        """The whole platform would be closed by a lock-down."""
        result = CliRunner().invoke(
            emergency.main, ["isolate", "prod", "--function", "api", *INCIDENT]
        )

        said = " ".join(result.output.split())
        assert result.exit_code == 20
        assert "automation.emergency isolate prod --function api --incident 'SEC 1'" in said
        assert "lockdown" not in said

    @pytest.mark.parametrize(
        "arguments", [["unlock", "prod", "--reason", "why"], ["contacts", "prod"]]
    )
    def test_what_needs_the_release_says_that_credentials_are_missing(
        self, arguments: list[str]
    ) -> None:
        result = CliRunner().invoke(emergency.main, arguments)

        assert result.exit_code == 10
        assert "No usable AWS credentials" in result.output
