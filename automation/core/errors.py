"""Errors as an operator meets them: the facts, the next command to type, one exit code. Pure.

`EXIT_CODES` is the only place that maps an error to the number that the shell sees; a test
pins it, since scripts and workflows depend on it.
"""

from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """What the shell sees. 2 is click's own code for a wrong command line."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    NOT_FOUND = 3
    UNREACHABLE = 4
    REFUSED = 5
    APPROVAL_REQUIRED = 6
    APPROVAL_VOID = 7
    HELD = 8
    BUSY = 9
    NO_CREDENTIALS = 10
    AWS_UNAVAILABLE = 11
    ENGINE = 12
    UNHEALTHY = 13
    STOPPED = 14
    UNDECIDED = 15
    AUDIT_FAULT = 16
    OVERDUE = 17
    OTHER_VERSION = 18
    LOCKED_DOWN = 19
    LEFT_OPEN = 20
    UNTOLD = 21
    ACTED = 22
    INTERRUPTED = 130


class OperatorError(Exception):
    """One clear message and, where there is one, the next command to type."""

    def __init__(self, message: str, next_command: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.next_command = next_command


class UnknownRefError(OperatorError):
    """The given ref names no commit of this repository."""


class ReleaseNotFoundError(OperatorError):
    """The commit was never a release of the environment."""


class UnreachableReleaseError(OperatorError):
    """Something that the release needs is gone."""


class RefusedError(OperatorError):
    """The policy does not allow it.

    Attributes:
        urns: the resources that it is about, where the engine names them.
    """

    def __init__(
        self, message: str, next_command: str | None = None, urns: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, next_command)
        self.urns = urns


class ApprovalRequiredError(OperatorError):
    """Another person has to approve the plan first."""


class ApprovalVoidError(OperatorError):
    """What was approved is not what would be done now."""


class HeldError(OperatorError):
    """The environment is held."""


class BusyError(OperatorError):
    """Another run holds the environment's lease, or the stack is locked."""


class CredentialsError(OperatorError):
    """No usable AWS credentials, or too few rights."""


class AwsUnavailableError(OperatorError):
    """AWS does not answer."""


class EngineError(OperatorError):
    """The Pulumi engine is missing or failed."""


class UnhealthyError(OperatorError):
    """The traffic moved, but the platform is not healthy."""


class StoppedError(OperatorError):
    """The run stopped at a safe point and can be continued."""


class AuditFaultError(OperatorError):
    """The audit chain is not what its writers wrote."""


class OtherVersionError(OperatorError):
    """A record was written by another version of this tool."""


class LockedDownError(OperatorError):
    """The environment is locked down, and what was asked for would open it."""


class LeftOpenError(OperatorError):
    """A lock-down could not close everything."""


EXIT_CODES: Final[dict[type[OperatorError], ExitCode]] = {
    UnknownRefError: ExitCode.NOT_FOUND,
    ReleaseNotFoundError: ExitCode.NOT_FOUND,
    UnreachableReleaseError: ExitCode.UNREACHABLE,
    RefusedError: ExitCode.REFUSED,
    ApprovalRequiredError: ExitCode.APPROVAL_REQUIRED,
    ApprovalVoidError: ExitCode.APPROVAL_VOID,
    HeldError: ExitCode.HELD,
    BusyError: ExitCode.BUSY,
    CredentialsError: ExitCode.NO_CREDENTIALS,
    AwsUnavailableError: ExitCode.AWS_UNAVAILABLE,
    EngineError: ExitCode.ENGINE,
    UnhealthyError: ExitCode.UNHEALTHY,
    StoppedError: ExitCode.STOPPED,
    AuditFaultError: ExitCode.AUDIT_FAULT,
    OtherVersionError: ExitCode.OTHER_VERSION,
    LockedDownError: ExitCode.LOCKED_DOWN,
    LeftOpenError: ExitCode.LEFT_OPEN,
}


def exit_code(error: OperatorError) -> ExitCode:
    """The shell's number for an error; `UNEXPECTED` for one that nobody foresaw."""
    return EXIT_CODES.get(type(error), ExitCode.UNEXPECTED)
