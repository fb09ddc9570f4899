"""`python -m automation.verify dev` as typed, on a platform with real services."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from automation import verify
from automation.core.checklist import NAMES
from automation.core.names import verification_secret
from automation.gateways.ledger import LedgerGateway
from tests.functional.automation.verification.clinic import COMMIT, Clinic

pytestmark = pytest.mark.functional
# The machine that runs the tests may be slow; the platform's own limit is tested elsewhere.
PATIENT = ("--sla", "60000")


@pytest.fixture
def released(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """The clinic with a record of its release, and an empty ledger."""
    monkeypatch.setenv("CLINICAL_TRIAL_SITE_URL_DEV", clinic.url)
    clinic.write_release(clinic.release)
    yield clinic
    clinic.empty_ledger()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(verify.main, ["dev", *PATIENT, *arguments])


def test_a_good_release_is_marked_healthy_journaled_and_told_as_a_document(
    released: Clinic,
) -> None:
    result = run("--json")

    ledger = LedgerGateway("dev")
    assert result.exit_code == 0, result.output
    assert ledger.read_health(COMMIT) == "healthy"
    (record,) = ledger.runs()
    assert (record.status, record.outcome) == ("finished", "verdict: healthy")
    journal = ledger.journal(record.run_id)
    assert [line.step for line in journal] == list(NAMES)
    document = json.loads(result.stdout)
    assert document["format"] == "clinical-trial/verification/1"
    assert (document["commit"], document["verdict"]) == (COMMIT, "healthy")
    assert document["recorded"] is True
    assert [item["name"] for item in document["items"]] == list(NAMES)
    assert all(item["fact"] for item in document["items"])
    assert password(released) not in result.output + "".join(line.detail for line in journal)


def test_a_bad_release_is_marked_bad_with_the_fact_and_the_way_back(released: Clinic) -> None:
    with released.broken("files/store.py", "Body=content", "Body=content[::-1]"):
        released.write_release(released.release)
        only_looked = run("--no-mark")
        unmarked = LedgerGateway("dev").read_health(COMMIT)
        result = run()

    assert (only_looked.exit_code, unmarked) == (13, "unknown")
    assert result.exit_code == 13
    assert LedgerGateway("dev").read_health(COMMIT) == "bad"
    assert "Post-Rollback Validation" in result.output
    assert "Business Validation" in result.output
    assert "✗ File upload/download working" in result.output
    assert "✓ Email notifications sending" in result.output
    assert "? Error rates return to baseline" in result.output
    assert "python -m automation.rollback dev --to <ref>" in result.output


def test_looking_at_a_part_says_how_it_is_and_records_nothing(released: Clinic) -> None:
    assert run("--only", "monitoring", "--only", "backups").exit_code == 0
    assert run("--only", "monitoring", "--only", "error-rates").exit_code == 15

    assert LedgerGateway("dev").read_health(COMMIT) == "unknown"
    assert LedgerGateway("dev").runs() == ()


def test_what_is_live_and_was_never_released_is_refused(released: Clinic) -> None:
    with released.broken("reports/enrolment.py", "ROWS: Final = 5000", "ROWS: Final = 1"):
        result = run("--no-mark")

    assert result.exit_code == 5
    assert "is none of the newest 1 releases" in result.output


def password(clinic: Clinic) -> str:
    secret = clinic.clients.of("secretsmanager").get_secret_value(
        SecretId=verification_secret("dev")
    )
    return str(json.loads(secret["SecretString"])["password"])
