"""Checks of what users do, which all pass unless declared otherwise."""

from collections.abc import Callable, Collection, Mapping

from automation.core.checklist import Finding, Outcome
from automation.core.errors import OperatorError


class FakeChecks:
    """What users do, and which versions it was tried on."""

    def __init__(self) -> None:
        self._declared: dict[str, Finding] = {}
        self._lost: dict[str, Finding] = {}
        self._refusal: OperatorError | None = None
        self.tried_on: list[dict[str, str]] = []

    def declare_finding(self, name: str, outcome: Outcome, fact: str = "") -> None:
        """What one of the checks finds."""
        self._declared[name] = Finding(name, outcome, fact)

    def declare_lost_answer(self, name: str) -> None:
        """One look fails; the next one is as declared."""
        self._lost[name] = Finding(name, "fail", "no answer")

    def declare_refusal(self, error: OperatorError) -> None:
        """Nothing can be looked at."""
        self._refusal = error

    def declare_well(self) -> None:
        """All passes again."""
        self._declared = {}

    def business(
        self,
        names: Collection[str],
        versions: Mapping[str, str],
        limit_seconds: float,
        on_progress: Callable[[str], None],
    ) -> tuple[Finding, ...]:
        self.tried_on.append(dict(versions))
        if self._refusal is not None:
            raise self._refusal
        return tuple(self._found(name) for name in names)

    def _found(self, name: str) -> Finding:
        if name in self._lost:
            return self._lost.pop(name)
        return self._declared.get(name, Finding(name, "pass", f"{name} is well"))
