"""What an automatic rollback knows the world by, in memory."""

from datetime import datetime

from automation.core.readings import Traffic
from automation.core.situation import Claim
from automation.core.trigger import Condition, ConditionState, Signal
from tests.unit.automation.fakes.calls import Calls


class FakeConditions:
    """The triggers' conditions; nobody knows those that were not declared."""

    def __init__(self) -> None:
        self._states: dict[str, Condition] = {}
        self.looks = 0

    def declare(self, name: str, state: ConditionState, since: datetime) -> None:
        """A trigger's condition from now on."""
        self._states[name] = Condition(state, since, "43.75 was greater than 5.0")

    def of(self, name: str) -> Condition:
        """A trigger's condition as declared."""
        unknown = Condition("INSUFFICIENT_DATA", None, "there is no such alarm")
        return self._states.get(name, unknown)

    def look(self, signal: Signal) -> Condition:
        self.looks += 1
        return self.of(signal.name)


class FakeRequests:
    """The API's requests, as many as declared."""

    def __init__(self) -> None:
        self._requests = 400.0

    def declare(self, requests: float) -> None:
        """How many came in."""
        self._requests = requests

    def traffic(self, since: datetime, now: datetime) -> Traffic:
        minutes = round((now - since).total_seconds() / 60)
        return Traffic(minutes, self._requests, self._requests / 2, None)


class FakeClaims:
    """Claims and answers, with the table's conditions."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._claims: dict[str, Claim] = {}
        self.answers: dict[str, str] = {}

    def declare(self, claim: Claim) -> None:
        """Somebody claimed a release."""
        self._claims[claim.subject] = claim

    def read(self, subject: str) -> Claim | None:
        return self._claims.get(subject)

    def claim(self, claim: Claim, earlier: Claim | None) -> bool:
        return self._calls.mutate(f"claim {claim.kind}", lambda: self._claim(claim, earlier))

    def was_answered(self, signal_key: str) -> bool:
        return signal_key in self.answers

    def answer(self, signal_key: str, outcome: str, now: datetime) -> None:
        self._calls.mutate("answer", lambda: self.answers.setdefault(signal_key, outcome))

    def _claim(self, claim: Claim, earlier: Claim | None) -> bool:
        found = self._claims.get(claim.subject)
        expected = earlier.run_id if earlier else None
        if found != claim and (found.run_id if found else None) != expected:
            return False
        self._claims[claim.subject] = claim
        return True
