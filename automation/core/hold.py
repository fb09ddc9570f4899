"""The hold on an environment: nobody deploys until a person lifts it. Pure."""

from datetime import datetime
from typing import Final

from automation.core.person import person_of
from automation.core.record import FormatFromSecondOn
from automation.core.release import Document

FORMAT: Final = 1


class Hold(Document):
    """Why an environment is held, by whom, and the versions that its aliases are pinned to."""

    format: FormatFromSecondOn = FORMAT
    run_id: str
    actor: str
    reason: str
    since: datetime
    target_commit: str | None
    pins: dict[str, str]

    def allows(self, run_id: str | None) -> bool:
        """Only the run that holds the environment may change its infrastructure."""
        return run_id is not None and run_id == self.run_id

    def is_of(self, actor: str) -> bool:
        """Whether a caller is the person who set it."""
        return person_of(actor) == person_of(self.actor)


def refusal(hold: Hold, environment: str) -> str:
    """What a person who deploys to a held environment is told."""
    return (
        f"{environment} is held since {hold.since:%Y-%m-%d %H:%M} UTC by {hold.actor} "
        f"(run {hold.run_id}): {hold.reason}\n"
        f"Nothing was deployed. To lift it: "
        f'python -m automation.hold {environment} --lift --reason "…"'
    )
