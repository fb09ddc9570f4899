"""Refuses to deploy what must not be deployed now. I/O: reads what a run tells it, in variables."""

import json
import os
from typing import Final

import pulumi

from automation.core.hold import Hold, refusal
from automation.core.lockdown import Closing
from automation.core.lockdown import refusal as locked_refusal

RUN_ID_VARIABLE: Final = "CLINICAL_TRIAL_RUN_ID"
PINS_VARIABLE: Final = "CLINICAL_TRIAL_PINS"


def pins_for(hold: Hold | None) -> dict[str, str]:
    """Versions that the aliases keep: those of the hold, or those that a run is about to write.

    A rollback previews its plan before it holds the environment, so it tells its pins here.
    """
    if RUN_ID_VARIABLE in os.environ and PINS_VARIABLE in os.environ:
        told: dict[str, str] = json.loads(os.environ[PINS_VARIABLE])
        return told
    return dict(hold.pins) if hold else {}


def refuse_while_held(hold: Hold | None, environment: str) -> None:
    """Only the run that holds the environment may change it; a preview is told and goes on.

    Raises:
        pulumi.RunError: the environment is held by somebody else and this is an update.
    """
    if hold is not None and not hold.allows(os.environ.get(RUN_ID_VARIABLE)):
        _refuse(refusal(hold, environment))


def refuse_while_locked(closings: tuple[Closing, ...], environment: str) -> None:
    """Nobody changes what a lock-down closed, not even the run that holds the environment: the
    program would open it again. A preview is told and goes on.

    Raises:
        pulumi.RunError: it is locked down and this is an update.
    """
    if closings:
        _refuse(f"{locked_refusal(closings, environment)}\nNothing was deployed.")


def refuse_uncommitted(dirty: bool, environment: str) -> None:
    """A release of prod is a commit: what lies uncommitted beside it can't be returned to.

    Raises:
        pulumi.RunError: prod's working tree is dirty and this is an update.
    """
    if dirty and environment == "prod":
        _refuse(
            "prod is deployed from a commit, and the working tree differs from it: git status\n"
            "Nothing was deployed. Commit the changes, or remove them, first."
        )


def _refuse(message: str) -> None:
    if not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(message)
    pulumi.warn(message)
