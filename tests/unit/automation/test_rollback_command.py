"""`python -m automation.rollback` as typed, as far as it gets without AWS."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from automation.rollback import main


@pytest.fixture(autouse=True)
def _without_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials, no metadata service, and a folder that is no repository."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_an_unknown_environment_is_told_with_those_that_there_are() -> None:
    result = typed("production", "--to", "abc")

    assert result.exit_code == 2
    assert "there is no environment 'production'; there are dev, staging, prod" in result.output
    assert "Nothing was changed" in result.output


def test_a_missing_target_is_a_wrong_command_line() -> None:
    assert typed("prod").exit_code == 2


@pytest.mark.parametrize("ref", ["-x", "--output=/tmp/x", "--upload-pack=sh", "-", "", "a\nb", " "])
def test_a_ref_that_is_no_ref_never_gets_further(ref: str) -> None:
    result = typed("prod", f"--to={ref}")

    assert result.exit_code == 3
    assert "Traceback" not in result.output


def test_a_folder_that_is_no_repository_has_no_commits() -> None:
    result = typed("prod", "--to", "HEAD")

    assert result.exit_code == 3
    assert "names no commit" in result.output


@pytest.mark.parametrize("scenario", ["security", "data-corruption"])
def test_acting_first_needs_an_incident_and_a_reason(scenario: str) -> None:
    without_incident = typed("prod", "--to", "x", "--scenario", scenario, "--reason", "leak")
    without_reason = typed("prod", "--to", "x", "--scenario", scenario, "--incident", "INC-1")

    for result in (without_incident, without_reason):
        assert result.exit_code == 2
        assert "--incident and --reason are needed" in result.output


def test_nobody_can_claim_the_automatic_row() -> None:
    result = typed("prod", "--to", "x", "--scenario", "error-rate")

    assert result.exit_code == 2
    assert "partial-loss" in result.output


def test_an_unknown_part_is_told_with_those_that_there_are() -> None:
    result = typed("prod", "--to", "x", "--component", "database")

    assert result.exit_code == 2
    assert "infrastructure" in result.output


@pytest.mark.parametrize("verb", ["resume", "abort"])
def test_a_run_of_no_environment_is_unknown(verb: str) -> None:
    result = typed(verb, "nonsense")

    assert result.exit_code == 3
    assert "There is no run 'nonsense'" in result.output


def test_without_credentials_the_way_to_get_some_is_told() -> None:
    result = typed("runs", "prod")

    assert result.exit_code == 10
    assert "No usable AWS credentials" in result.output


def test_the_subcommands_are_listed() -> None:
    result = typed("--help")

    assert result.exit_code == 0
    for verb in ("resume", "abort", "runs", "reconcile"):
        assert verb in result.output
