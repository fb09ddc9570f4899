"""A platform's doors in memory, for lock-downs."""

from dataclasses import dataclass, field

from automation.core import throttle, web_acl
from automation.core.doors import API, FIREWALL, part_of_function, text_of
from automation.core.lockdown import Claim
from automation.runs.closing import Outcome, close_all, confirm_all
from tests.builders import NOW, REQUESTER
from tests.unit.automation.fakes.calls import Calls
from tests.unit.automation.fakes.emergency import FakeDoor, FakeLockdowns

ACL = web_acl.to_text(
    {"DefaultAction": {"Allow": {}}, "Rules": [{"Name": "a", "Priority": 0, "Action": {}}]}
)
OTHER_ACL = web_acl.to_text({"DefaultAction": {"Allow": {}}, "Rules": []})
STAGE = text_of({"*/*": {throttle.RATE: 500.0, throttle.BURST: 1000}, "~1api/GET": {}})
FUNCTION = part_of_function("clinical-trial-api-prod")


def claim(run_id: str = "prod-1", actor: str = REQUESTER) -> Claim:
    return Claim("prod", run_id, actor, "SEC-1", "a stolen key", NOW)


@dataclass
class Doors:
    """The doors of one platform, and their records."""

    calls: Calls = field(default_factory=Calls)

    def __post_init__(self) -> None:
        self.firewall = FakeDoor(self.calls, FIREWALL, ACL)
        self.api = FakeDoor(self.calls, API, STAGE)
        self.function = FakeDoor(self.calls, FUNCTION, "null")
        self.records = FakeLockdowns(self.calls)

    @property
    def all(self) -> tuple[FakeDoor, ...]:
        return self.firewall, self.api, self.function

    def of(self, part: str) -> FakeDoor:
        """The door that a record is of."""
        return {door.part: door for door in self.all}[part]

    def lock(self, run_id: str = "prod-1") -> tuple[Outcome, ...]:
        """Close all and write it down."""
        outcomes = close_all(self.all, self.records, claim(run_id))
        confirm_all(self.records, outcomes, REQUESTER)
        return outcomes

    def configurations(self) -> tuple[str, ...]:
        return tuple(door.configuration for door in self.all)
