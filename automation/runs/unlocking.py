"""Opening what a lock-down closed, to exactly what it was. I/O: the ports, under the lease.

In prod another person in the role of the security team approves it first, bound to a digest of
every configuration that would come back. A door that somebody changed since is left as it is.
"""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from automation.core.approval import ApprovalRequest
from automation.core.doors import DoorMovedError, function_of
from automation.core.errors import ApprovalVoidError, RefusedError, StoppedError
from automation.core.lockdown import Closing
from automation.core.order import Order
from automation.core.unlocking import DoorState, evidence_of, summary
from automation.runs import authorising
from automation.runs.agreeing import insist_on_permission, insist_on_this_version, use_up
from automation.runs.clock import Clock
from automation.runs.lease import HeldLease
from automation.runs.ports import Audit, Door, Ledger, Lockdowns, Releases, Reporter
from automation.runs.proving import insist_on_proof
from automation.runs.stopping import StopRequest
from automation.runs.survey import deployed_release

_ATTEMPTS: Final = 8
_COMMAND: Final = ("python", "-m", "automation.emergency", "unlock")
DoorOf = Callable[[Closing], Door]


@dataclass(frozen=True)
class UnlockPorts:
    """What opening touches.

    Attributes:
        door_of: the door that a record is of.
    """

    ledger: Ledger
    records: Lockdowns
    releases: Releases
    audit: Audit
    door_of: DoorOf
    clock: Clock
    reporter: Reporter
    stop: StopRequest = field(default_factory=StopRequest)


class Unlocking:
    """One opening.

    Args:
        ports: what it touches.
        order: who asks for it, and why.
        run_id: its name.
        parts: the doors to open; empty means all that are closed.
    """

    def __init__(
        self, ports: UnlockPorts, order: Order, run_id: str, parts: Sequence[str] = ()
    ) -> None:
        self._ports = ports
        self._order = order
        self._run_id = run_id
        self._parts = tuple(parts)

    def prepare(self) -> tuple[DoorState, ...]:
        """Read what is closed and how it is now; empty if nothing is. Changes nothing.

        Raises:
            RefusedError: somebody else changed what the lock-down closed; it shows what.
        """
        doors = look(self._ports.records, self._ports.door_of, self._parts)
        changed = [door for door in doors if door.state == "changed"]
        if changed:
            lines = "\n".join(
                f"  - {door.title}: {line}" for door in changed for line in door.strange
            )
            raise RefusedError(
                "Since the lock-down somebody else changed what it closed; opening it would undo "
                f"that as well. Nothing was changed.\n{lines}",
                f"python -m automation.emergency lockdown {self._order.environment} --incident … "
                "--reason …   (closes it again as it was closed; then unlock)",
            )
        return doors

    def authorise(
        self, doors: tuple[DoorState, ...], patience: timedelta | None
    ) -> ApprovalRequest | None:
        """Obtain another person's approval of exactly this; None where nobody is asked.

        Raises:
            ApprovalRequiredError: with the command that the approver types.
            ApprovalVoidError: the request was withdrawn.
        """
        if not self._order.needs_approval_first:
            return None
        ports, order = self._ports, self._order
        given = self._approved(doors)
        if given is not None:
            return given
        lines, now = summary(doors, order.environment), ports.clock.now()
        evidence = evidence_of(doors, order)
        request = authorising.new_request(order, evidence, lines, now, now + authorising.LIFETIME)
        ports.ledger.request_approval(request)
        names = [name for part in self._parts if (name := function_of(part))]
        only = [word for name in names for word in ("--function", name)]
        again = shlex.join([*_COMMAND, order.environment, "--reason", order.reason, *only])
        return authorising.wait_for_approval(ports, request, patience, again)

    def carry_out(
        self, doors: tuple[DoorState, ...], approval: ApprovalRequest | None
    ) -> tuple[DoorState, ...]:
        """Take the lease, look again, and open what is closed; gives what is open now.

        Raises:
            BusyError: another run works on the environment, or somebody locks it again.
            RefusedError: somebody else changed a door.
            ApprovalVoidError: something else would be undone than was approved.
            StoppedError: a door could not be opened; the others are.
        """
        ports, order = self._ports, self._order
        purpose = f"unlock: {order.reason}"
        with HeldLease(ports.ledger, self._run_id, order.actor, purpose, ports.clock):
            found = self.prepare()
            self._insist_on_agreement(doors, found, approval)
            problems = [problem for door in found if (problem := self._open(door))]
        if problems:
            lines = "\n".join(f"  - {line}" for line in problems)
            raise StoppedError(
                f"Not everything could be opened; the rest is open.\n{lines}",
                f"python -m automation.emergency unlock {order.environment} --reason …",
            )
        return found

    def _approved(self, doors: tuple[DoorState, ...]) -> ApprovalRequest | None:
        wanted = evidence_of(doors, self._order).parts
        now = self._ports.clock.now()
        for request in self._ports.ledger.approvals():
            is_good = request.status == "approved" and now < request.expires_at
            if is_good and request.evidence == wanted:
                return request
        return None

    def _insist_on_agreement(
        self,
        agreed: tuple[DoorState, ...],
        found: tuple[DoorState, ...],
        approval: ApprovalRequest | None,
    ) -> None:
        order, ledger = self._order, self._ports.ledger
        if evidence_of(found, order).parts != evidence_of(agreed, order).parts:
            raise ApprovalVoidError(
                "What is closed has changed since it was looked at. Nothing was opened.",
                f"python -m automation.emergency status {order.environment}",
            )
        if approval is None:
            if order.needs_approval_first:
                raise ApprovalVoidError("Nobody approved it. Nothing was opened.")
            return
        insist_on_this_version(approval)
        if approval.evidence != evidence_of(found, order).parts:
            raise ApprovalVoidError("Something else was approved. Nothing was opened.")
        deployed = deployed_release(self._ports.releases)
        roles = deployed.governance.roles if deployed else {}
        insist_on_proof(ledger, self._ports.audit, self._ports.clock, approval)
        insist_on_permission(ledger, order, approval, roles, self._ports.clock.now())
        use_up(ledger, approval, self._run_id)

    def _open(self, state: DoorState) -> str | None:
        """Open one door; what is wrong in words, None if it is open."""
        closing, order = state.closing, self._order
        try:
            if state.state == "closed":
                self._write(state)
            self._ports.records.forget(
                closing, run_id=self._run_id, actor=order.actor, reason=order.reason
            )
        except Exception as error:  # noqa: BLE001 - the next door is opened all the same
            return f"{state.title}: {type(error).__name__}: {error}"
        self._ports.reporter.progress(f"open: {state.title}")
        return None

    def _write(self, state: DoorState) -> None:
        door = self._ports.door_of(state.closing)
        for _ in range(_ATTEMPTS):
            seen = door.read()
            now = DoorState(state.closing, seen.configuration)
            if now.state == "open":
                return
            if now.state == "changed":
                raise RefusedError(f"somebody changed it: {'; '.join(now.strange)}")
            try:
                door.open(seen, state.closing.former)
            except DoorMovedError:
                continue
            return
        raise StoppedError("somebody else changes it all the time")


def look(records: Lockdowns, door_of: DoorOf, parts: Sequence[str] = ()) -> tuple[DoorState, ...]:
    """What is on record as closed, and how it is.

    Args:
        records: the ledger.
        door_of: the door that a record is of.
        parts: only these; empty means all.
    """
    return tuple(
        DoorState(closing, door_of(closing).read().configuration)
        for closing in records.closings()
        if not parts or closing.part in parts
    )
