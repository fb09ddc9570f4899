"""Which state is put in place of a corrupt one, and when that may be. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from automation.core.errors import RefusedError, UnknownRefError
from automation.core.pending import PendingOperation
from automation.core.plan import EnginePreview
from automation.core.stack_update import Update
from automation.core.state_diff import StateDiff
from automation.core.state_integrity import faults_in


def update_numbered(updates: Sequence[Update], number: int, environment: str) -> Update:
    """The update of that number.

    Raises:
        UnknownRefError: the history has none.
    """
    for update in updates:
        if update.number == number:
            return update
    known = f"1 to {updates[0].number}" if updates else "none"
    raise UnknownRefError(
        f"The history of {environment} has no update {number}; it has {known}. "
        "Nothing was changed.",
        f"python -m automation.state {environment} list",
    )


def program_commit(updates: Sequence[Update], environment: str) -> str:
    """The commit whose program the infrastructure is by: the newest update's that succeeded.

    Args:
        updates: the history, newest first.
        environment: the stack.

    Raises:
        RefusedError: there is none, or it was run from a changed work tree.
    """
    newest = next((u for u in updates if u.kind == "update" and u.result == "succeeded"), None)
    if newest is None or newest.commit is None:
        raise RefusedError(
            f"The history of {environment} does not say which commit's program its infrastructure "
            "is by, so nothing could prove a restored state. Nothing was changed.",
            f"python -m automation.state {environment} restore --to … --program <commit>",
        )
    if newest.dirty:
        raise RefusedError(
            f"Update {newest.number} of {environment} was run from a changed work tree of "
            f"{newest.commit[:12]}; that program is not in git. Nothing was changed.",
            f"python -m automation.state {environment} restore --to … --program <commit>",
        )
    return newest.commit


def insist_on_whole(wanted: Mapping[str, Any], source: str, environment: str) -> None:
    """The state that is to be restored is one that the engine can work with.

    Raises:
        RefusedError: it is corrupt itself.
    """
    faults = faults_against_restoring(wanted)
    if faults:
        raise RefusedError(
            f"The state of {source} is no sound one either: {_some(faults)}. Nothing was changed.",
            f"python -m automation.state {environment} list   (choose an earlier update)",
        )


def faults_against_restoring(wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a state can't be restored, in words; none if it can."""
    faults = faults_in(wanted)
    if not (wanted.get("deployment") or {}).get("resources"):
        return ("it has no resources", *faults)
    return faults


def insist_on_pending(diff: StateDiff, *, drop: bool) -> None:
    """Somebody decided about operations whose end nobody knows.

    The engine's import drops them from either state, without asking.

    Raises:
        RefusedError: there are some, and nobody decided.
    """
    pending = tuple(dict.fromkeys(diff.pending_now + diff.pending_then))
    if not pending or drop:
        return
    raise RefusedError(
        "The engine was killed in the middle of operations whose end nobody knows, and a restore "
        f"forgets them: {_some(tuple(map(words, pending)))}. Nothing was changed.",
        "look in AWS for what was being created (it may be there without the stack knowing it), "
        "then the same command with --drop-pending",
    )


def words(operation: PendingOperation) -> str:
    """An operation in words: `creating urn:pulumi:…`."""
    return f"{operation.kind} {operation.urn}"


def differences(preview: EnginePreview) -> tuple[str, ...]:
    """What keeps a restored state from being proven: each change that the engine would make."""
    drifted = [f"{change.operation} {change.urn}" for change in preview.drift]
    changes = [f"{change.operation} {change.urn}" for change in preview.changes]
    return tuple(dict.fromkeys(drifted + changes))


def _some(lines: tuple[str, ...], limit: int = 5) -> str:
    more = f"; and {len(lines) - limit} more" if len(lines) > limit else ""
    return "; ".join(lines[:limit]) + more
