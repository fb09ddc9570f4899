"""Checks of what users do, which all pass unless declared otherwise."""

from collections.abc import Callable, Mapping

from automation.core.checklist import BUSINESS, Finding, Outcome
from automation.core.errors import OperatorError


class FakeChecks:
    """What users do, and which versions it was tried on."""

    def __init__(self) -> None:
        self._declared: dict[str, Finding] = {}
        self._refusal: OperatorError | None = None
        self.tried_on: list[dict[str, str]] = []

    def declare_finding(self, name: str, outcome: Outcome, fact: str = "") -> None:
        """What one of the checks finds."""
        self._declared[name] = Finding(name, outcome, fact)

    def declare_refusal(self, error: OperatorError) -> None:
        """Nothing can be looked at."""
        self._refusal = error

    def declare_well(self) -> None:
        """All passes again."""
        self._declared = {}

    def business(
        self,
        versions: Mapping[str, str],
        limit_seconds: float,
        on_progress: Callable[[str], None],
    ) -> tuple[Finding, ...]:
        self.tried_on.append(dict(versions))
        if self._refusal is not None:
            raise self._refusal
        return tuple(
            self._declared.get(name, Finding(name, "pass", f"{name} is well")) for name in BUSINESS
        )
