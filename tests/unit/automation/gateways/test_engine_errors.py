"""The engine's failures as an operator meets them."""

import pytest
from pulumi.automation import CommandResult
from pulumi.automation.errors import CommandError, create_command_error

from automation.core.errors import BusyError, EngineError, RefusedError, StoppedError
from automation.gateways.engine_errors import as_operator_error

URN = "urn:pulumi:prod::clinical-trial::aws:rds/cluster:Cluster::clinical-trial-prod-database"


def failure(text: str) -> CommandError:
    return create_command_error(CommandResult(stdout="", stderr=text, code=255))


@pytest.mark.parametrize("text", ["error: preview canceled", "error: update canceled"])
def test_an_engine_that_was_asked_to_stop_has_stopped_and_not_failed(text: str) -> None:
    assert isinstance(as_operator_error(failure(text), "prod"), StoppedError)


def test_a_lock_is_told_with_its_owner() -> None:
    text = (
        "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es)\n"
        "  s3://bucket/.pulumi/locks/x.json: created by ann@host (pid 7) at 2026-03-02T09:30:00Z"
    )

    found = as_operator_error(failure(text), "prod")

    assert isinstance(found, BusyError)
    assert "created by ann@host (pid 7)" in found.message


def test_what_is_protected_is_named() -> None:
    text = f'error: resource "{URN}" cannot be deleted'

    found = as_operator_error(failure(text), "prod")

    assert isinstance(found, RefusedError)
    assert URN in found.message


def test_what_is_protected_is_named_where_the_engine_indents_its_words() -> None:
    urn = "urn:pulumi:prod::clinical-trial::aws:dynamodb/table:Table::ledger"
    told = failure(
        f'  error: unable to replace resource "{urn}"\n'
        "    as it is currently marked for protection. To unprotect the resource, remove the flag\n"
    )

    error = as_operator_error(told, "prod")

    assert isinstance(error, RefusedError)
    assert error.urns == (urn,)


def test_only_the_lines_that_tell_of_the_error_are_shown() -> None:
    found = as_operator_error(failure("much else\nerror: no such subnet\nmore"), "prod")

    assert isinstance(found, EngineError)
    assert found.message == "The engine failed: error: no such subnet"
