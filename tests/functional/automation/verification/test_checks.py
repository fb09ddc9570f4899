"""Each item of the checklist passes on a platform that is well, and fails when what it is about is
broken: by a release with a fault, or by somebody who changed something beside it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pg8000.native
import pytest

from automation.core import names
from automation.core.checklist import NAMES, Finding
from automation.gateways.inspection import InspectionGateway
from automation.gateways.site import SiteGateway
from automation.gateways.visitor import VisitorGateway
from automation.gateways.visitor_account import VisitorAccountGateway
from automation.runs import verifying
from automation.runs.checks.tour import Tour
from automation.runs.clock import Clock, SystemClock
from automation.runs.run_ids import new_run_id
from tests.functional.automation.verification.clinic import Clinic
from tests.unit.automation.fakes.clock import FakeClock

pytestmark = pytest.mark.functional

PATIENT = 60_000.0
QUICK_ITEMS = tuple(name for name in NAMES if name != "response-times")
Breaking = Callable[[Clinic, pg8000.native.Connection], AbstractContextManager[None]]


def look(
    clinic: Clinic,
    items: tuple[str, ...] = NAMES,
    *,
    sla: float = PATIENT,
    clock: Clock | None = None,
) -> dict[str, Finding]:
    """A look with time to spare: what is slow here is the machine."""
    clock = clock or SystemClock()
    release = clinic.release
    tour = Tour(
        release,
        new_run_id(clinic.environment, datetime.now(UTC)),
        site=SiteGateway(clinic.url, timeout=30),
        visitor=VisitorGateway(clinic.url, timeout=30),
        account=VisitorAccountGateway(clinic.environment),
        inspection=InspectionGateway(clinic.environment),
        clock=clock,
        live_since=release.deployed_at,
        sla_milliseconds=sla,
    )
    return {one.name: one for one in verifying.look(tour, items, lambda _: None)}


def failing(found: dict[str, Finding]) -> dict[str, str]:
    return {name: one.fact for name, one in found.items() if one.outcome == "fail"}


def test_a_platform_that_is_well_passes_all_but_the_error_rate_that_nobody_measured(
    clinic: Clinic,
) -> None:
    found = look(clinic)

    assert list(found) == list(NAMES)
    assert {name for name, one in found.items() if one.outcome != "pass"} == {"error-rates"}
    assert found["error-rates"].outcome == "undecided"


def faulty(file: str, good: str, bad: str) -> Breaking:
    """A release with a fault in a line."""

    def breaking(clinic: Clinic, _owner: pg8000.native.Connection) -> AbstractContextManager[None]:
        return clinic.broken(file, good, bad)

    return breaking


@contextmanager
def moved_by_hand(clinic: Clinic, _owner: pg8000.native.Connection) -> Iterator[None]:
    """The version that answers is not the one that was released: here by what it says of itself."""
    with clinic.broken("common/service.py", '"version": version', '"version": "0"'):
        yield


@contextmanager
def without_topic(clinic: Clinic, _owner: pg8000.native.Connection) -> Iterator[None]:
    sns = clinic.clients.of("sns")
    name = names.notifications_topic(clinic.environment)
    sns.delete_topic(TopicArn=f"arn:aws:sns:us-east-1:123456789012:{name}")
    yield
    sns.create_topic(Name=name)


def forged(resource: str) -> Breaking:
    """Somebody with the owner's rights changed who it was, in the newest line about something."""

    @contextmanager
    def breaking(clinic: Clinic, owner: pg8000.native.Connection) -> Iterator[None]:
        look(clinic, ("patient-data",))
        newest = "SELECT id, actor FROM audit_log WHERE resource = :it ORDER BY id DESC LIMIT 1"
        ((line, actor),) = owner.run(newest, it=resource)
        change = "UPDATE audit_log SET actor = :actor WHERE id = :line"
        owner.run("ALTER TABLE audit_log DISABLE TRIGGER audit_log_grows_only")
        owner.run(change, actor="mallory", line=line)
        yield
        owner.run(change, actor=actor, line=line)
        owner.run("ALTER TABLE audit_log ENABLE TRIGGER audit_log_grows_only")

    return breaking


@contextmanager
def newer_schema(_clinic: Clinic, owner: pg8000.native.Connection) -> Iterator[None]:
    owner.run(
        "INSERT INTO schema_migrations (number, name, sha256) VALUES (99, 'later', repeat('0', 64))"
    )
    yield
    owner.run("DELETE FROM schema_migrations WHERE number = 99")


@contextmanager
def without_firewall_rules(clinic: Clinic, _owner: pg8000.native.Connection) -> Iterator[None]:
    clinic.deployment.set_rules([])
    yield
    clinic.protect()


@contextmanager
def open_bucket(clinic: Clinic, _owner: pg8000.native.Connection) -> Iterator[None]:
    bucket = names.documents_bucket(clinic.environment)
    clinic.clients.s3.delete_public_access_block(Bucket=bucket)
    yield
    clinic.close(bucket)


@contextmanager
def plain_http(clinic: Clinic, _owner: pg8000.native.Connection) -> Iterator[None]:
    clinic.insist_on_tls("allow-all")
    yield
    clinic.insist_on_tls()


@contextmanager
def silent_alarm(clinic: Clinic, _owner: pg8000.native.Connection) -> Iterator[None]:
    cloudwatch = clinic.clients.of("cloudwatch")
    cloudwatch.disable_alarm_actions(AlarmNames=[clinic.alarm])
    yield
    cloudwatch.enable_alarm_actions(AlarmNames=[clinic.alarm])


@contextmanager
def unversioned_bucket(clinic: Clinic, _owner: pg8000.native.Connection) -> Iterator[None]:
    bucket = names.releases_bucket(clinic.environment)
    clinic.version(bucket, "Suspended")
    yield
    clinic.version(bucket)


@contextmanager
def ledger_without_recovery(clinic: Clinic, _owner: pg8000.native.Connection) -> Iterator[None]:
    clinic.keep_ledger(False)
    yield
    clinic.keep_ledger(True)


@pytest.mark.parametrize(
    ("item", "breaking", "fact"),
    [
        (
            "health",
            faulty(
                "reports/handler.py",
                'enrolment": _enrolment}',
                'enrolment": _enrolment}, variables=("GONE",)',
            ),
            "/api/reports/health HTTP 503: environment: missing: GONE",
        ),
        (
            "user-journeys",
            faulty("reports/enrolment.py", "WHERE form IS NOT NULL", "WHERE form IS NULL"),
            "the report counts [0] entries where there is one",
        ),
        ("data-integrity", forged("subjects/VERIFY-0001"), "of the audit log were altered"),
        ("data-integrity", forged("subjects"), "the audit log has 1 breaks"),
        ("data-integrity", newer_schema, "the schema is at 99, the release works with 0 to 4"),
        ("security", without_firewall_rules, "the firewall has no rules"),
        ("security", open_bucket, "clinical-trial-documents-dev can be made public"),
        ("security", plain_http, "* is served without TLS; /api/* is served without TLS"),
        (
            "security",
            faulty(
                "common/service.py",
                "caller_of(request))",
                'Claims("verification", 0, "investigator", "VERIFY"))',
            ),
            "GET /api/reports/enrolment without a sign-in: HTTP 200, not 401",
        ),
        ("monitoring", silent_alarm, "clinical-trial-dev-errors-fast tells nobody"),
        ("backups", unversioned_bucket, "clinical-trial-releases-dev keeps no versions"),
        ("backups", ledger_without_recovery, "the ledger has no point-in-time recovery"),
        (
            "patient-data",
            faulty("api/subjects.py", "WHERE number > :after", "WHERE number < :after"),
            "VERIFY-0001 is not among 0 subjects",
        ),
        (
            "authentication",
            faulty(
                "auth/sign_in.py",
                "if account is None or account.disabled:",
                'if account is None:\n        raise ForbiddenError("Nobody of that name.")\n'
                "    if account.disabled:",
            ),
            "an unknown user: HTTP 500 (The service failed.), not 401",
        ),
        (
            "data-entry",
            faulty(
                "api/handler.py", 'values=answers(document, "values")', 'values=document["values"]'
            ),
            "POST /api/subjects/VERIFY-0001/entries: HTTP 201, not 400",
        ),
        (
            "reports",
            faulty("reports/enrolment.py", "    writer.writeheader()\n", ""),
            "the CSV report has no head line",
        ),
        ("api-endpoints", moved_by_hand, "/api/reports/version is answered by reports version 0"),
        (
            "files",
            faulty("files/store.py", "Body=content", "Body=content[::-1]"),
            "GET /api/files/verification.txt: HTTP 500 (The service failed.), not 200",
        ),
        ("notifications", without_topic, "the message is accepted, not published"),
        (
            "audit-log",
            faulty("api/entries.py", '"read", resource', '"write", resource'),
            "entries were read and the audit log does not say so",
        ),
    ],
)
def test_an_item_alone_fails_when_what_it_is_about_is_broken(
    clinic: Clinic, owner: pg8000.native.Connection, item: str, breaking: Breaking, fact: str
) -> None:
    with breaking(clinic, owner):
        found = failing(look(clinic, QUICK_ITEMS))

    assert list(found) == [item]
    assert fact in found[item]


def test_response_times_fail_when_answers_are_slow(clinic: Clinic) -> None:
    slow = "import time\n\ntime.sleep(0.3)\n\nPAGE"
    with clinic.broken("api/subjects.py", "PAGE", slow, count=1):
        found = look(clinic, ("response-times",), sla=250)["response-times"]

    assert found.outcome == "fail"
    assert found.fact.endswith("; 250 ms allowed")


def test_error_rates_fail_above_one_in_a_hundred_and_pass_below(clinic: Clinic) -> None:
    earlier = FakeClock(datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2))
    minute = earlier.now() - timedelta(minutes=3)
    clinic.measure(minute, Count=200, **{"5XXError": 3})
    bad = look(clinic, ("error-rates",), clock=earlier)["error-rates"]
    clinic.measure(minute, Count=1000)
    good = look(clinic, ("error-rates",), clock=earlier)["error-rates"]

    assert (bad.outcome, bad.fact) == ("fail", "1.50 % of 200 requests failed in 10 min")
    assert (good.outcome, good.fact) == ("pass", "0.25 % of 1200 requests failed in 10 min")


def test_nothing_is_known_of_what_needs_a_sign_in_when_nobody_can_sign_in(clinic: Clinic) -> None:
    with clinic.broken("auth/handler.py", "if claims is None:", "if claims is not None:"):
        found = look(clinic, ("authentication", "patient-data", "reports"))

    assert found["authentication"].outcome == "fail"
    assert {found[name].outcome for name in ("patient-data", "reports")} == {"undecided"}
    assert found["reports"].fact.startswith("nobody can sign in: HTTP 401")
