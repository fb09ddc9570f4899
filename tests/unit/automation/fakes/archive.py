"""Plans of runs, written once."""

from automation.core.plan import RollbackPlan
from automation.core.plan_document import plan_from_json, plan_to_json
from tests.unit.automation.fakes.calls import Calls


class FakeArchive:
    """Keeps texts, as the bucket does, so that a plan goes through its document."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._texts: dict[str, str] = {}

    def declare_plan(self, run_id: str, plan: RollbackPlan) -> None:
        """A plan that is there instead of the one that was written."""
        self._texts[run_id] = plan_to_json(plan)

    def write_plan(self, run_id: str, plan: RollbackPlan) -> None:
        text = plan_to_json(plan)
        self._calls.mutate(f"write_plan {run_id}", lambda: self._texts.setdefault(run_id, text))

    def read_plan(self, run_id: str) -> RollbackPlan | None:
        text = self._texts.get(run_id)
        return plan_from_json(text) if text is not None else None
