"""Subjects, entries and reports, against a real database."""

from itertools import count
from typing import Any

import pg8000.native
import pytest

from tests.functional.automation.verification.services.conftest import Services

pytestmark = [pytest.mark.functional, pytest.mark.usefixtures("people")]
_NUMBERS = count(1000)


@pytest.fixture
def ada(services: Services) -> str:
    return services.token("ada")


@pytest.fixture
def subject(services: Services, ada: str) -> str:
    number = f"BER-{next(_NUMBERS)}"
    assert services.ask("POST", "/api/subjects", {"number": number}, ada).status == 201
    return number


def entry(version: int = 0, **values: Any) -> dict[str, Any]:
    return {"form": "vitals", "visit": "day-1", "version": version, "values": values}


def test_a_subject_is_enrolled_once_and_at_the_callers_site(
    services: Services, ada: str, subject: str
) -> None:
    assert services.ask("GET", f"/api/subjects/{subject}", token=ada).document["site"] == "BER"
    assert services.ask("POST", "/api/subjects", {"number": subject}, ada).status == 409
    assert services.ask("POST", "/api/subjects", {"number": "OSL-0001"}, ada).status == 400


def test_another_sites_subject_is_not_told_from_a_missing_one(
    services: Services, subject: str
) -> None:
    odd = services.token("odd")

    theirs = services.ask("GET", f"/api/subjects/{subject}", token=odd)
    missing = services.ask("GET", "/api/subjects/BER-999999", token=odd)
    listed = services.ask("GET", "/api/subjects", token=odd).document["subjects"]

    assert theirs.status == missing.status == 400
    assert theirs.text.replace(subject, "") == missing.text.replace("BER-999999", "")
    assert subject not in {one["number"] for one in listed}
    assert (
        services.ask("POST", f"/api/subjects/{subject}/entries", entry(pulse=1), odd).status == 400
    )


def test_a_monitor_reads_every_site_but_the_checks_own_and_enters_nothing(
    services: Services, subject: str
) -> None:
    mo = services.token("mo")

    listed = services.ask("GET", "/api/subjects", token=mo).document["subjects"]

    assert services.ask("GET", f"/api/subjects/{subject}", token=mo).status == 200
    assert "VERIFY" not in {one["site"] for one in listed}
    assert services.ask("POST", "/api/subjects", {"number": "BER-0009"}, mo).status == 403
    path = f"/api/subjects/{subject}/entries"
    assert services.ask("POST", path, entry(pulse=1), mo).status == 403


def test_a_correction_is_a_new_version_and_has_to_name_the_latest(
    services: Services, owner: pg8000.native.Connection, ada: str, subject: str
) -> None:
    path = f"/api/subjects/{subject}/entries"
    assert services.ask("POST", path, entry(0, pulse=61), ada).document["version"] == 1
    assert services.ask("POST", path, entry(1, pulse=62), ada).document["version"] == 2

    assert services.ask("POST", path, entry(1, pulse=99), ada).status == 409
    assert services.ask("POST", path, entry(0, pulse=99), ada).status == 409

    (read,) = services.ask("GET", path, token=ada).document["entries"]
    assert (read["version"], read["values"], read["entered_by"]) == (2, {"pulse": 62}, "ada")
    kept = owner.run(
        "SELECT answers FROM entries WHERE subject_number = :n ORDER BY version", n=subject
    )
    assert kept == [[{"pulse": 61}], [{"pulse": 62}]]


@pytest.mark.parametrize(
    "changes",
    [
        {"values": {}},
        {"values": {"pulse": [1]}},
        {"values": {"Pulse": 1}},
        {"values": {"pulse": "x" * 501}},
        {"values": {f"f{number}": 1 for number in range(51)}},
        {"values": {"pulse": 1e13}},
        {"form": "Vitals"},
        {"visit": ""},
        {"version": -1},
        {"version": True},
        {"extra": 1},
    ],
)
def test_what_is_no_entry_is_refused(
    services: Services, ada: str, subject: str, changes: dict[str, Any]
) -> None:
    sent = entry(pulse=61) | changes
    assert services.ask("POST", f"/api/subjects/{subject}/entries", sent, ada).status == 400


def test_a_body_that_is_too_long_is_refused(services: Services, ada: str, subject: str) -> None:
    path = f"/api/subjects/{subject}/entries"
    assert services.ask("POST", path, '{"a": "' + "x" * 8192 + '"}', ada).status == 413


def test_reading_and_writing_is_recorded_with_who_and_what_it_was_before(
    services: Services, ada: str, subject: str
) -> None:
    path = f"/api/subjects/{subject}/entries"
    services.ask("POST", path, entry(0, pulse=61), ada)
    services.ask("POST", path, entry(1, pulse=62), ada)
    services.ask("GET", path, token=ada)

    lines = services.ask("GET", f"/api/subjects/{subject}/audit", token=ada).document["lines"]

    told = [
        (line["action"], line["resource"].removeprefix(f"subjects/{subject}")) for line in lines
    ]
    assert told == [
        ("read", "/entries"),
        ("write", "/entries/vitals/day-1"),
        ("write", "/entries/vitals/day-1"),
        ("write", ""),
    ]
    assert {line["actor"] for line in lines} == {"ada"}
    assert lines[1]["before"] == lines[2]["after"]
    assert lines[2]["before"] is None


def test_what_can_not_be_recorded_is_not_done(
    services: Services, owner: pg8000.native.Connection, ada: str, subject: str
) -> None:
    path = f"/api/subjects/{subject}/entries"
    owner.run("REVOKE INSERT ON audit_log FROM clinical_trial_app")
    try:
        assert services.ask("POST", path, entry(pulse=61), ada).status == 500
        assert services.ask("GET", f"/api/subjects/{subject}", token=ada).status == 500
    finally:
        owner.run("GRANT INSERT ON audit_log TO clinical_trial_app")

    assert services.ask("GET", path, token=ada).document["entries"] == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"],
)
def test_not_even_the_owner_changes_the_audit_log(
    services: Services,
    owner: pg8000.native.Connection,
    subject: str,
    statement: str,
) -> None:
    with pytest.raises(pg8000.native.DatabaseError, match="audit_log only grows"):
        owner.run(statement)


def test_a_report_counts_subjects_and_entries_without_those_of_the_checks(
    services: Services, ada: str, subject: str
) -> None:
    services.ask("POST", f"/api/subjects/{subject}/entries", entry(0, pulse=61), ada)
    services.ask("POST", f"/api/subjects/{subject}/entries", entry(1, pulse=62), ada)

    mine = services.ask("GET", "/api/reports/enrolment", token=ada).document["rows"]
    all_sites = services.ask("GET", "/api/reports/enrolment", token=services.token("mo"))

    vitals = next(row for row in mine if row["form"] == "vitals")
    assert {row["site"] for row in mine} == {"BER"}
    assert vitals["entries"] == vitals["subjects"]
    sites = {row["site"] for row in all_sites.document["rows"]}
    assert {"BER", "OSL"} <= sites
    assert "VERIFY" not in sites


def test_a_report_is_to_be_had_for_spreadsheets(services: Services, ada: str) -> None:
    got = services.ask("GET", "/api/reports/enrolment", token=ada, query={"format": "csv"})

    assert got.text.splitlines()[0] == "site,form,visit,subjects,entries"
    assert services.ask(
        "GET", "/api/reports/enrolment", token=ada, query={"format": "pdf"}
    ).status == (400)
