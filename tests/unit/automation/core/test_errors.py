"""Exit codes are an interface: scripts and workflows depend on them, so they are pinned here."""

from automation.core.errors import EXIT_CODES, ExitCode, OperatorError, exit_code

PINNED = {
    "OK": 0,
    "UNEXPECTED": 1,
    "USAGE": 2,
    "NOT_FOUND": 3,
    "UNREACHABLE": 4,
    "REFUSED": 5,
    "APPROVAL_REQUIRED": 6,
    "APPROVAL_VOID": 7,
    "HELD": 8,
    "BUSY": 9,
    "NO_CREDENTIALS": 10,
    "AWS_UNAVAILABLE": 11,
    "ENGINE": 12,
    "UNHEALTHY": 13,
    "STOPPED": 14,
    "UNDECIDED": 15,
    "AUDIT_FAULT": 16,
    "OVERDUE": 17,
    "OTHER_VERSION": 18,
    "LOCKED_DOWN": 19,
    "LEFT_OPEN": 20,
    "UNTOLD": 21,
    "ACTED": 22,
    "INTERRUPTED": 130,
}
BY_ERROR = {
    "UnknownRefError": 3,
    "ReleaseNotFoundError": 3,
    "UnreachableReleaseError": 4,
    "RefusedError": 5,
    "ApprovalRequiredError": 6,
    "ApprovalVoidError": 7,
    "HeldError": 8,
    "BusyError": 9,
    "CredentialsError": 10,
    "AwsUnavailableError": 11,
    "EngineError": 12,
    "UnhealthyError": 13,
    "StoppedError": 14,
    "AuditFaultError": 16,
    "OtherVersionError": 18,
    "LockedDownError": 19,
    "LeftOpenError": 20,
}


def test_the_numbers_do_not_change() -> None:
    assert {code.name: code.value for code in ExitCode} == PINNED


def test_each_error_has_its_number() -> None:
    assert {error.__name__: code.value for error, code in EXIT_CODES.items()} == BY_ERROR
    assert all(exit_code(error("")) == code for error, code in EXIT_CODES.items())


def test_no_operator_error_is_forgotten() -> None:
    assert set(OperatorError.__subclasses__()) == EXIT_CODES.keys()


def test_an_error_that_nobody_foresaw_is_the_unexpected_one() -> None:
    assert exit_code(OperatorError("?")) is ExitCode.UNEXPECTED


def test_an_error_carries_its_message_and_the_next_command() -> None:
    error = OperatorError("It is so.", "do this")

    assert (str(error), error.message, error.next_command) == ("It is so.", "It is so.", "do this")
