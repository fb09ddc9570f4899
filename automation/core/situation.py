"""What an automatic decision depends on, and what of it is live. Pure."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from automation.core.journal import RunRecord
from automation.core.lease import Lease
from automation.core.live import LiveState, has_files, has_functions
from automation.core.lockdown import Closing
from automation.core.release import Document, Release
from automation.core.release_list import Catalogue, Recorded, last_good
from automation.core.trigger import Condition

FORMAT: Final = 1
ClaimKind = Literal["rollback", "hold"]


class Claim(Document):
    """A release's one automatic consequence: whoever writes it first carries it out.

    Attributes:
        subject: what is live, as `subject_of` names it; a release that goes live again is another.
        run_id: the run that was to carry it out; it may not have begun.
        signal_key: of the signal that led to it.
        is_done: whether a hold's person was called; a rollback's own head tells that of it.
    """

    format: int = FORMAT
    subject: str
    kind: ClaimKind
    run_id: str
    signal_key: str
    at: datetime
    is_done: bool = False


@dataclass(frozen=True)
class Situation:
    """One reading of everything that the decision depends on.

    Attributes:
        environment: whose.
        now: time of the reading, UTC.
        condition: the trigger's, as looked at again.
        requests: to the API during the condition; None where nobody knows, or it does not matter.
        catalogue: releases, verdicts, the hold, and what is live.
        claim: of what is live, if there is one.
        runs: of the environment, newest first.
        lease: as last written, alive or not.
        closings: what a lock-down has closed.
    """

    environment: str
    now: datetime
    condition: Condition
    requests: float | None
    catalogue: Catalogue
    claim: Claim | None
    runs: tuple[RunRecord, ...]
    lease: Lease | None
    closings: tuple[Closing, ...] = ()


def live_record(catalogue: Catalogue) -> Recorded | None:
    """The newest release whose function versions and files are live, each with all the traffic;
    None where they are no release's: a deployment is under way or failed, or a canary runs."""
    return next(
        (each for each in catalogue.records if _is_live(catalogue.live, each.release)), None
    )


def subject_of(catalogue: Catalogue) -> str:
    """What is live, as claims name it: `<commit>@<when it went live>`; where that is no release,
    the newest one with a digest of what is behind the aliases."""
    live = live_record(catalogue)
    if live is not None:
        return _named(live)
    aliases = sorted(
        (name, alias.version, alias.weights) for name, alias in catalogue.live.aliases.items()
    )
    digest = hashlib.sha256(repr(aliases).encode()).hexdigest()[:12]
    return f"{_named(catalogue.records[0]) if catalogue.records else 'nothing'}+{digest}"


def way_back(catalogue: Catalogue) -> Release | None:
    """The last good release before the live one; where no release is live, the last good of all.
    None if there is none."""
    live = live_record(catalogue)
    records = catalogue.records
    older = records[records.index(live) + 1 :] if live is not None else records
    return last_good(replace(catalogue, records=older))


def _is_live(live: LiveState, release: Release) -> bool:
    return has_functions(live.aliases, release) and has_files(live.objects, release)


def _named(record: Recorded) -> str:
    return f"{record.release.commit}@{record.recorded_at:%Y-%m-%dT%H:%M:%SZ}"
