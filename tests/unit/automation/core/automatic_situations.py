"""A new release that fails in prod, and what can be otherwise."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from automation.core.automatic import (
    Ignore,
    Response,
)
from automation.core.hold import Hold
from automation.core.lease import Lease
from automation.core.lockdown import Claim as LockDownClaim
from automation.core.release_list import Catalogue, Recorded
from automation.core.situation import Claim, Situation, subject_of
from automation.core.trigger import Condition, Signal
from tests.builders import (
    COMMIT_A,
    COMMIT_B,
    NOW,
    REQUESTER,
    frontend_object,
    function_release,
    live_alias,
    live_object,
    live_state,
    release,
    run_record,
)

MINUTE: Final = timedelta(minutes=1)
WENT_LIVE: Final = NOW
SINCE: Final = WENT_LIVE + 3 * MINUTE
GOOD: Final = release(
    COMMIT_A,
    functions=[function_release("api", "1")],
    objects=[frontend_object()],
    deployed_at=NOW - timedelta(days=2),
)
BAD: Final = release(
    COMMIT_B,
    functions=[function_release("api", "2")],
    objects=[frontend_object(version_id="v2")],
    deployed_at=WENT_LIVE - 5 * MINUTE,
)
LIVE: Final = live_state(
    aliases=[live_alias("api", "2")],
    reachable=[*GOOD.functions, *BAD.functions],
    objects=[live_object("index.html", "v2")],
    versions=[("index.html", "v1")],
    deployed=BAD,
)
CATALOGUE: Final = Catalogue(
    records=(Recorded(BAD, WENT_LIVE), Recorded(GOOD, GOOD.deployed_at)),
    live=LIVE,
    verdicts={COMMIT_A: "healthy"},
)
SITUATION: Final = Situation(
    environment="prod",
    now=SINCE + MINUTE / 60,
    condition=Condition("ALARM", SINCE, "43.75 was greater than 5.0"),
    requests=400,
    catalogue=CATALOGUE,
    claim=None,
    runs=(),
    lease=None,
)
SIGNAL: Final = Signal("alarm", "errors-fast", "prod", "ALARM", SINCE, SINCE, "too many errors")
AUTOMATIC: Final = run_record("prod-20260302T093301Z-000001").model_copy(
    update={"scenario": "error-rate", "started_at": SINCE}
)
CLAIM: Final = Claim(
    subject=subject_of(CATALOGUE),
    kind="rollback",
    run_id=AUTOMATIC.run_id,
    signal_key=SIGNAL.key,
    at=SINCE,
)
LOCKED: Final = LockDownClaim(
    "prod", "prod-20260302T093301Z-00000a", REQUESTER, "SEC-1", "x", SINCE
)


def held(by: Hold) -> Situation:
    return with_catalogue(live=replace(LIVE, hold=by))


def with_catalogue(**changes: object) -> Situation:
    return replace(SITUATION, catalogue=replace(CATALOGUE, **changes))  # type: ignore[arg-type]


def with_settings(mode: str) -> Situation:
    changed = BAD.governance.model_copy(update={"automatic_rollback": mode})
    live = Recorded(BAD.model_copy(update={"governance": changed}), WENT_LIVE)
    return with_catalogue(records=(live, CATALOGUE.records[1]))


def lease(run_id: str, expires_at: datetime) -> Lease:
    return Lease(
        run_id=run_id,
        actor=REQUESTER,
        purpose="rollback to aaaaaaaaaaaa: the page is broken",
        token=1,
        since=SINCE,
        expires_at=expires_at,
    )


def why_ignored(response: Response) -> str:
    assert isinstance(response, Ignore), response
    return response.reason
