"""One update in a stack's history. Pure."""

from datetime import datetime

from automation.core.release import Document


class Update(Document):
    """What an update was and how it ended.

    Attributes:
        number: 1 for the stack's first one; grows.
        place: where its state is kept, as the backend names it.
        commit: the program's commit (`git.head`); None for one outside a repository.
        dirty: whether the program's working tree differed from that commit.
        kind: `update`, `refresh`, `destroy`, `import`.
        result: `succeeded`, `failed`, `in-progress`.
        changes: operation -> how many resources; `same` is one.
        started_at, ended_at: UTC. The ledger and the release records are in UTC too.
    """

    number: int
    place: str
    commit: str | None
    dirty: bool
    kind: str
    result: str
    message: str
    started_at: datetime
    ended_at: datetime | None
    changes: dict[str, int] = {}
