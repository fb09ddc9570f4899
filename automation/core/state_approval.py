"""What the approval of a restored state is bound to, and who gives it. Pure.

Source: procedure, "Infrastructure Rollback": in production it requires approval.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from automation.core.approval import (
    EVIDENCE_FORMAT,
    EVIDENCE_FORMAT_PART,
    ORDER,
    Evidence,
    order_digest,
    summary_digest,
)
from automation.core.order import Order
from automation.core.policy import Decision
from automation.core.run_kinds import STATE_RESTORE
from automation.core.state_diff import StateDiff
from automation.core.state_restore import words

# No row of the matrix: nothing in AWS changes. But the state decides what the next deployment
# makes, replaces and removes; so who lets releases into prod answers for it. Prod always has one.
# The limit is the procedure's for the execution of what is done by hand.
DECISION: Final = Decision(
    STATE_RESTORE, "Corrupt state", "manual", timedelta(minutes=15), "release-approver"
)
_ROWS: Final = 15


def restore_order(environment: str, *, commit: str, actor: str, reason: str) -> Order:
    """A restore as an order, for the approvals that rollbacks have too.

    Args:
        environment: its name.
        commit: whose program proves the state.
        actor: caller ARN of who asks.
        reason: why, and which state.
    """
    return Order(
        environment=environment,
        commit=commit,
        decision=DECISION,
        reason=reason,
        components=(),
        actor=actor,
    )


def restore_evidence(
    order: Order,
    summary: tuple[str, ...],
    *,
    before: bytes,
    wanted: Mapping[str, Any],
    diff: StateDiff,
    drops_pending: bool,
) -> Evidence:
    """Reduce everything that a restore does to named digests.

    Args:
        order: what was asked for.
        summary: the lines that the approver reads.
        before: the present state, as it lies in the backend.
        wanted: the state that takes its place, secrets encrypted.
        diff: from the present one to the wanted one.
        drops_pending: whether operations whose end nobody knows are forgotten.
    """
    return Evidence(
        {
            EVIDENCE_FORMAT_PART: EVIDENCE_FORMAT,
            ORDER: order_digest(order),
            "summary": summary_digest(summary),
            "state before": hashlib.sha256(before).hexdigest(),
            "state to restore": _digest(wanted),
            "differences": _digest(asdict(diff)),
            "pending operations": "dropped" if drops_pending else "none",
        }
    )


def summarise_restore(order: Order, source: str, diff: StateDiff) -> tuple[str, ...]:
    """The lines that an approver reads.

    Args:
        order: what was asked for.
        source: where the state comes from, in words.
        diff: from the present one to the wanted one.
    """
    pending = dict.fromkeys(map(words, diff.pending_now + diff.pending_then))
    return (
        f"{order.environment}: the state of {source} in place of the present one, proven by the "
        f"program of {order.commit[:12]}; nothing in AWS changes",
        *_rows("known again", diff.gained),
        *_rows("forgotten, and left in AWS without the stack", diff.lost),
        *_rows(
            "known otherwise",
            tuple(f"{each.urn}: {', '.join(each.what)}" for each in diff.changed),
        ),
        *_rows("operations whose end nobody knows, forgotten", tuple(pending)),
    )


def _rows(title: str, rows: tuple[str, ...]) -> tuple[str, ...]:
    more = (f"{title}: and {len(rows) - _ROWS} more",) if len(rows) > _ROWS else ()
    return (*(f"{title}: {row}" for row in rows[:_ROWS]), *more)


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
