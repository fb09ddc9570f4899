"""Moving the traffic: aliases as one set, then files. I/O: Lambda and S3, through the ports."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from automation.core.errors import OperatorError, StoppedError
from automation.core.live import LiveAlias
from automation.core.plan import DeleteObject, RestoreObject, ShiftAlias
from automation.runs.ports import Frontend, Functions

PARALLEL: Final = 32
_T = TypeVar("_T")


def shift_aliases(functions: Functions, shifts: tuple[ShiftAlias, ...]) -> None:
    """Move every alias, or none: where one can't move, those that did are put back.

    Raises:
        StoppedError: one could not be moved; the others are where they were.
    """
    results = _all(lambda shift: _shift(functions, shift), shifts)
    failures = [(s, r) for s, r in zip(shifts, results, strict=True) if isinstance(r, Exception)]
    if not failures:
        _confirm(functions, shifts)
        return
    moved = [
        (shift, result)
        for shift, result in zip(shifts, results, strict=True)
        if isinstance(result, LiveAlias)
    ]
    left = _put_back(functions, moved)
    raise _stopped(failures, left)


def restore_files(frontend: Frontend, restores: tuple[RestoreObject, ...]) -> None:
    """Bring files back, those that users enter through after everything that they refer to."""
    _insist(_all(frontend.restore, [step for step in restores if not step.is_index]))
    _insist(_all(frontend.restore, [step for step in restores if step.is_index]))


def delete_files(frontend: Frontend, deletions: tuple[DeleteObject, ...]) -> None:
    """Hide the files that the target did not have."""
    _insist(_all(frontend.delete, deletions))


def _shift(functions: Functions, shift: ShiftAlias) -> LiveAlias:
    """Move one alias. Where an answer was lost, whether a second attempt found the alias moved or
    none was made, it is read again: where it should be, there is nothing to compensate."""
    wanted = LiveAlias(shift.function_name, shift.to_version, shift.revision_id, shift.to_weights)
    try:
        return functions.point_alias(wanted)
    except Exception:
        now = functions.read_aliases([shift.function_name]).get(shift.function_name)
        if now is not None and _is_there(shift, now):
            return now
        raise


def _is_there(shift: ShiftAlias, alias: LiveAlias) -> bool:
    return (alias.version, alias.weights) == (shift.to_version, shift.to_weights)


def _confirm(functions: Functions, shifts: tuple[ShiftAlias, ...]) -> None:
    """The procedure's "Verify the update": read every alias again."""
    live = functions.read_aliases([shift.function_name for shift in shifts])
    for shift in shifts:
        alias = live.get(shift.function_name)
        if alias is None or not _is_there(shift, alias):
            raise StoppedError(
                f"{shift.function_name} was moved to version {shift.to_version}, "
                f"but is read as {alias}."
            )


def _put_back(functions: Functions, moved: list[tuple[ShiftAlias, LiveAlias]]) -> list[ShiftAlias]:
    def back(item: tuple[ShiftAlias, LiveAlias]) -> LiveAlias:
        shift, now = item
        return _shift(
            functions,
            ShiftAlias(
                function_name=shift.function_name,
                from_version=shift.to_version,
                to_version=shift.from_version,
                revision_id=now.revision_id,
                to_weights=shift.from_weights,
            ),
        )

    results = _all(back, moved)
    return [
        shift
        for (shift, _), result in zip(moved, results, strict=True)
        if isinstance(result, Exception)
    ]


def _stopped(failures: list[tuple[ShiftAlias, Exception]], left: list[ShiftAlias]) -> OperatorError:
    names = ", ".join(shift.function_name for shift, _ in failures)
    message = (
        f"Not moved: {names} ({failures[0][1] or type(failures[0][1]).__name__}). "
        "The other aliases were put back; the environment stays held."
    )
    if left:
        message += " These could not be put back: " + ", ".join(
            f"{shift.function_name} (now version {shift.to_version})" for shift in left
        )
    return StoppedError(message, "repeat the command: it plans anew from what is live")


def _all(
    action: Callable[[_T], LiveAlias | None], items: Iterable[_T]
) -> list[LiveAlias | Exception | None]:
    def attempt(item: _T) -> LiveAlias | Exception | None:
        try:
            return action(item)
        except Exception as error:  # noqa: BLE001 - judged as a set by the caller
            return error

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(attempt, items))


def _insist(results: list[LiveAlias | Exception | None]) -> None:
    for result in results:
        if isinstance(result, Exception):
            raise result
