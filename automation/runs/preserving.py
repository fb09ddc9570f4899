"""Preserving evidence: read, kept in the locked bucket, its digest in the audit. I/O: the ports.

Source: procedure, "Critical Security Incident": preserve evidence.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from automation.core.evidence import Kept, Piece, key_of, sha256_of
from automation.core.journal import words_of
from automation.core.lockdown import Claim
from automation.runs.clock import Clock
from automation.runs.ports import EvidenceStore, Lockdowns

_PARALLEL: Final = 8
Readers = Mapping[str, Callable[[], Piece | None]]


@dataclass(frozen=True)
class Preserved:
    """What was kept, and what could not be, by name and reason."""

    kept: tuple[Kept, ...]
    problems: tuple[str, ...]


def preserve(
    store: EvidenceStore, records: Lockdowns, clock: Clock, claim: Claim, readers: Readers
) -> Preserved:
    """Keep everything that can be read; what can't be is named and stops nothing.

    Args:
        store: the locked bucket.
        records: the ledger.
        clock: for the times.
        claim: whose run it is.
        readers: what to read, by name; None where there is nothing to keep.
    """

    def keep(item: tuple[str, Callable[[], Piece | None]]) -> Kept | str | None:
        name, read = item
        try:
            piece = read()
            return _keep(store, records, clock, claim, piece) if piece else None
        except Exception as error:  # noqa: BLE001 - the other pieces have to be kept all the same
            return f"{name}: {words_of(error)}"

    with ThreadPoolExecutor(_PARALLEL) as pool:
        found = list(pool.map(keep, readers.items()))
    return Preserved(
        kept=tuple(item for item in found if isinstance(item, Kept)),
        problems=tuple(item for item in found if isinstance(item, str)),
    )


def _keep(
    store: EvidenceStore, records: Lockdowns, clock: Clock, claim: Claim, piece: Piece
) -> Kept:
    key = key_of(claim.run_id, piece.name)
    kept = Kept(
        key=key,
        version_id=store.write(key, piece.content),
        sha256=sha256_of(piece.content),
        size=len(piece.content),
        run_id=claim.run_id,
        kept_at=clock.now(),
    )
    records.record_evidence(kept, claim.actor, f"incident {claim.incident}: {claim.reason}")
    return kept
