"""What `reconcile` takes up: the rollback that holds the environment. I/O: reads the ledger."""

from dataclasses import dataclass

from automation.core.errors import UnknownRefError
from automation.core.stack_settings import Choice
from automation.runs.ports import Ledger
from automation.runs.survey import holding_rollback


@dataclass(frozen=True)
class Owed:
    """What the infrastructure still has to follow.

    Attributes:
        commit: full SHA of the release that users get.
        reason: why they were taken back to it.
        settings: whose settings were chosen for the commit's program then.
    """

    commit: str
    reason: str
    settings: Choice


def owed_infrastructure(ledger: Ledger, environment: str) -> Owed:
    """The release that the hold names, with what was decided when it was written.

    Raises:
        UnknownRefError: no rollback holds the environment.
        OtherVersionError: another version of this tool wrote the run that does.
    """
    hold = ledger.read_hold()
    if hold is None or hold.target_commit is None:
        raise UnknownRefError(
            f"No rollback holds {environment}; there is nothing to reconcile.",
            f"python -m automation.hold {environment}",
        )
    run = holding_rollback(ledger, hold)
    return Owed(hold.target_commit, hold.reason, run.settings if run else "release")
