"""The list "Post-Rollback Validation": the platform, and what AWS tells of it. I/O: both.

Each raises `CheckFailedError` with the fact, or answers with the fact that it rests on.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from automation.core import judging
from automation.core.judging import Judgement
from automation.core.names import SERVICES
from automation.runs.checks.business import Check
from automation.runs.checks.tour import FORM, SUBJECT, Tour, insist, sign_in
from automation.runs.health import health_path

WINDOW: Final = timedelta(minutes=10)
SAMPLES: Final = 20
_NOT_SIGNED_IN: Final = (
    "/api/subjects",
    f"/api/subjects/{SUBJECT}/entries",
    "/api/reports/enrolment",
    "/api/files/verification.txt",
    "/api/notifications/00000000-0000-0000-0000-000000000000",
)
_FORGED: Final = "eyJzdWIiOiAidmVyaWZpY2F0aW9uIn0.AAAA"
_TLS_ONLY: Final = "strict-transport-security"


def health(tour: Tour) -> Judgement:
    """Every service says of itself that it is well, and the page is there."""
    paths = [health_path(service) for service in SERVICES]
    with ThreadPoolExecutor(len(paths)) as pool:
        answers = [*pool.map(tour.site.health, paths), tour.site.page("/")]
    ill = [f"{one.path} {one.problem}" for one in answers if not one.is_well]
    insist(not ill, "; ".join(ill))
    return "pass", f"{len(SERVICES)} services and the page are well"


def error_rates(tour: Tour) -> Judgement:
    """Failed requests since the release is live, ten minutes back at most."""
    now = tour.clock.now()
    return judging.error_rate(tour.inspection.traffic(max(tour.live_since, now - WINDOW), now))


def response_times(tour: Tour) -> Judgement:
    """Readings of patient data one after the other, after one that may start a function."""
    path = tour.enrolled()
    seconds = [tour.expect(200, "GET", path).seconds for _ in range(SAMPLES)]
    now = tour.clock.now()
    traffic = tour.inspection.traffic(max(tour.live_since, now - WINDOW), now)
    return judging.response_times(seconds, traffic, tour.sla_milliseconds)


def user_journeys(tour: Tour) -> Judgement:
    """Sign in, enter, read back, see it in the report."""
    user, password = tour.account()
    signed_in = sign_in(tour.visitor, user, password)
    insist(signed_in.status == 200, f"signing in: {signed_in.said}")
    path, visit, values = f"{tour.enrolled()}/entries", tour.visit("journey"), {"pulse": 72}
    tour.expect(201, "POST", path, tour.entry("journey", 0, values))
    read = tour.expect(200, "GET", f"{path}?visit={visit}").document.get("entries", ())
    insist(
        [entry.get("values") for entry in read] == [values],
        "what was entered is not what is read back",
    )
    rows = tour.expect(200, "GET", "/api/reports/enrolment").document.get("rows", ())
    counted = [row.get("entries") for row in rows if (row["form"], row["visit"]) == (FORM, visit)]
    insist(counted == [1], f"the report counts {counted or 'no'} entries where there is one")
    return "pass", "signed in, entered, read back, found in the report"


def data_integrity(tour: Tour) -> Judgement:
    """Corrections replace nothing unseen, the audit log is one chain, the schema fits."""
    _corrections_are_safe(tour)
    path = f"/api/subjects/{SUBJECT}/audit"
    broken = judging.broken_lines(tour.expect(200, "GET", path).document.get("lines", ()))
    insist(not broken, f"lines {', '.join(map(str, broken))} of the audit log were altered")
    told = tour.expect(200, "GET", "/api/integrity").document
    insist(told.get("audit_breaks") == 0, f"the audit log has {told.get('audit_breaks')} breaks")
    head, fits = told.get("schema_head"), tour.release.db_schema
    insist(
        isinstance(head, int) and fits.oldest <= head <= fits.newest,
        f"the schema is at {head}, the release works with {fits.oldest} to {fits.newest}",
    )
    return "pass", f"schema {head}, {told.get('audit_lines')} lines of the audit log in one chain"


def security(tour: Tour) -> Judgement:
    """Nobody gets in without a sign-in or at another site's patients; all doors are closed."""
    for path in _NOT_SIGNED_IN:
        for token in (None, _FORGED):
            reply = tour.visitor.ask("GET", path, token=token)
            insist(reply.status == 401, f"GET {path} without a sign-in: {reply.said}, not 401")
            insist(_TLS_ONLY in reply.headers, f"GET {path} does not insist on TLS")
    tour.expect(400, "GET", "/api/subjects/OTHER-0001")
    return judging.protection(tour.inspection.protection(tour.release))


def monitoring(tour: Tour) -> Judgement:
    """Alarms are there, switched on, and see something."""
    return judging.monitoring(tour.inspection.alarms(), tour.clock.now())


def backups(tour: Tour) -> Judgement:
    """Database, buckets and ledger could be had back."""
    return judging.backups(tour.inspection.backups(tour.release), tour.clock.now())


def _corrections_are_safe(tour: Tour) -> None:
    path, visit = f"{tour.enrolled()}/entries", tour.visit("integrity")
    tour.expect(201, "POST", path, tour.entry("integrity", 0, {"dose": 1.5}))
    tour.expect(201, "POST", path, tour.entry("integrity", 1, {"dose": 2.5}))
    tour.expect(409, "POST", path, tour.entry("integrity", 1, {"dose": 9.9}))
    read = tour.expect(200, "GET", f"{path}?visit={visit}").document.get("entries", ())
    found = [(entry.get("version"), entry.get("values")) for entry in read]
    insist(found == [(2, {"dose": 2.5})], "what was written last is not what is read back")


CHECKS: Final[Mapping[str, Check]] = {
    "health": health,
    "error-rates": error_rates,
    "user-journeys": user_journeys,
    "data-integrity": data_integrity,
    "security": security,
    "monitoring": monitoring,
    "backups": backups,
    "response-times": response_times,
}
