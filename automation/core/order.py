"""What an operator asked for. Pure data."""

from dataclasses import dataclass

from automation.core.journal import Detection
from automation.core.plan import COMPONENTS, ComponentName
from automation.core.policy import DATABASE_ROLE, Decision
from automation.core.stack_settings import Choice


def chosen_components(
    chosen: tuple[ComponentName, ...],
    functions: tuple[str, ...],
    decision: Decision,
    *,
    traffic_only: bool,
) -> tuple[ComponentName, ...]:
    """What is taken back; an emergency does not wait for the engine unless it is told to.

    Args:
        chosen: the parts that were named; empty means all.
        functions: services that were named; alone they mean nothing but functions.
        decision: the row of the decision matrix.
        traffic_only: whether the infrastructure is left for later.
    """
    wanted = chosen or (("functions",) if functions else COMPONENTS)
    without_engine = traffic_only or (decision.acts_first and not chosen)
    return tuple(
        name
        for name in COMPONENTS
        if name in wanted and not (without_engine and name == "infrastructure")
    )


@dataclass(frozen=True)
class Order:
    """One rollback as it was ordered.

    Attributes:
        commit: full SHA of the release to go back to.
        decision: the row of the decision matrix that is claimed.
        only_functions: services or function names; empty means all.
        data_loss: URNs of what holds data and may be removed all the same.
        settings: whose settings the commit's program is run with.
        detection: what began it, where no person did.
        incident: name of the incident; needed where the approval comes afterwards.
        impact: what users noticed, as they are to read it. No approval is bound to it.
    """

    environment: str
    commit: str
    decision: Decision
    reason: str
    components: tuple[ComponentName, ...]
    actor: str
    only_functions: tuple[str, ...] = ()
    data_loss: tuple[str, ...] = ()
    incident: str | None = None
    settings: Choice = "release"
    impact: str | None = None
    detection: Detection | None = None

    @property
    def role(self) -> str | None:
        """Who has to approve; None where nobody is asked.

        Whatever the scenario and the environment, data is given up by the database role alone.
        """
        if self.data_loss:
            return DATABASE_ROLE
        return self.decision.approver if self.environment == "prod" else None

    @property
    def is_approved_afterwards(self) -> bool:
        """Break-glass: the signature is owed, not awaited. Never where data would be lost."""
        return self.role is not None and self.decision.acts_first and not self.data_loss

    @property
    def needs_approval_first(self) -> bool:
        """Whether another person has to approve before anything moves."""
        return self.role is not None and not self.is_approved_afterwards
