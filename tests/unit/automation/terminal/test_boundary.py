"""Every failure becomes one message and one exit code; no stack trace reaches an operator."""

import click
import pytest
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)

from automation.core.errors import EXIT_CODES, OperatorError
from automation.terminal.boundary import operator_errors


def end_of(error: BaseException) -> int:
    """The exit code that a command ends with."""
    with pytest.raises(SystemExit) as end, operator_errors():
        raise error
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize(("error", "code"), list(EXIT_CODES.items()))
def test_an_operators_error_is_told_with_its_next_command(
    error: type[OperatorError], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert end_of(error("It is [not] so.", "do [this]")) == code

    told = capsys.readouterr()
    assert told.out == ""
    assert "It is [not] so." in told.err
    assert "next: do [this]" in told.err
    assert "Traceback" not in told.err


def test_an_error_without_a_next_command_has_no_such_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    end_of(OperatorError("It is so."))

    assert "next:" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NoCredentialsError(), 10),
        (ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetAlias"), 10),
        (ClientError({"Error": {"Code": "ExpiredToken", "Message": "no"}}, "GetAlias"), 10),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), 11),
        (ReadTimeoutError(endpoint_url="http://127.0.0.1:9"), 11),
        (ClientError({"Error": {"Code": "Surprise", "Message": "no"}}, "GetAlias"), 1),
        (ValueError("surprise"), 1),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
    ],
)
def test_other_failures_have_their_codes_and_no_trace(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert end_of(error) == code

    told = capsys.readouterr().err
    assert told.strip()
    assert "Traceback" not in told


def test_what_nobody_foresaw_says_how_to_see_where(capsys: pytest.CaptureFixture[str]) -> None:
    end_of(ValueError("surprise [x]"))

    told = capsys.readouterr().err
    assert "ValueError: surprise [x]" in told
    assert "CLINICAL_TRIAL_TRACE=1" in told


def test_a_developer_gets_the_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINICAL_TRIAL_TRACE", "1")

    with pytest.raises(ValueError, match="surprise"), operator_errors():
        raise ValueError("surprise")


def test_a_wrong_command_line_stays_clicks_own() -> None:
    with pytest.raises(click.UsageError), operator_errors():
        raise click.UsageError("no")


def test_a_command_that_works_ends_as_it_is() -> None:
    with operator_errors():
        pass
