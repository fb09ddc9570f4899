"""The engine's failures as an operator meets them. No I/O."""

import re
from typing import Final

from pulumi.automation.errors import (
    CommandError,
    ConcurrentUpdateError,
    StackNotFoundError,
)

from automation.core.errors import (
    BusyError,
    EngineError,
    OperatorError,
    RefusedError,
    StoppedError,
)

# What the engine says when it fails, and whose lock it found.
_TELLS: Final = re.compile(r"error:|created by .+ \(pid \d+\) at ")
_PROTECTED: Final = re.compile(
    r'(?:unable to replace resource|as part of replacing|resource) "(urn:pulumi:[^"]+)"\s+'
    r"(?:as (?:it is currently marked for protection|part of)|cannot be deleted)"
)
_CHANGES_WHERE_NONE_EXPECTED: Final = "no changes were expected"
# Ctrl-C goes to the whole process group, so the engine has it too.
_CANCELED: Final = re.compile(r"error: (?:preview|update) cancell?ed")


class translated:  # noqa: N801 - reads as a word of the with statement
    """Engine failures as an operator meets them."""

    def __init__(self, environment: str) -> None:
        self.environment = environment

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, CommandError):
            raise as_operator_error(error, self.environment) from error


def as_operator_error(error: CommandError, environment: str) -> OperatorError:
    """What an operator is told of the engine's failure.

    Args:
        error: with all that the engine printed.
        environment: the stack's name.
    """
    said = _error_lines(str(error))
    if isinstance(error, StackNotFoundError):
        return EngineError(
            f"There is no stack {environment} in this backend. Nothing was changed.",
            "pulumi stack ls",
        )
    if isinstance(error, ConcurrentUpdateError):
        return BusyError(
            f"The stack {environment} is locked by another update: {said}",
            "wait for it; cancel it only when its owner is proven dead: pulumi cancel",
        )
    if _CANCELED.search(str(error)):
        return StoppedError("The engine was asked to stop, and stopped at a safe point.")
    protected = sorted(set(_PROTECTED.findall(str(error))))
    if protected:
        lines = "\n".join(f"  - {urn}" for urn in protected)
        return RefusedError(
            "The commit's program would remove what is protected, so the engine refuses. "
            f"Nothing was changed.\n{lines}\n"
            "It goes only after a deployment that no longer protects it, approved as one.",
            "repeat with --traffic-only: it takes users back and leaves the infrastructure",
            urns=tuple(protected),
        )
    if _CHANGES_WHERE_NONE_EXPECTED in str(error):
        return EngineError(
            f"The infrastructure of {environment} still differs from the target.",
            f"python -m automation.rollback reconcile {environment}",
        )
    return EngineError(f"The engine failed: {said}", "pulumi logs: pulumi stack history")


def _error_lines(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if _TELLS.search(line)]
    return " ".join(dict.fromkeys(lines))[:1000] or output.strip()[-300:]
