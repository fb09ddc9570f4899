"""What a rollback tries at its end, on a platform with real services."""

import pytest

from automation.core.errors import UnhealthyError
from automation.core.names import verification_secret
from automation.core.release import Release
from automation.runs.trying import insist_on_business
from automation.terminal.checking import PlatformChecks
from tests.functional.automation.verification.clinic import Clinic

pytestmark = pytest.mark.functional


def insist(clinic: Clinic, release: Release) -> list[str]:
    """Try what users do on the versions that are live, as a run back to a release would."""
    live = {one.function_name: one.version for one in clinic.release.functions}
    told: list[str] = []
    insist_on_business(PlatformChecks(release, clinic.url), live, release.environment, told.append)
    return told


def test_all_that_users_do_is_tried_and_may_be_tried_again(clinic: Clinic) -> None:
    for _ in range(2):
        told = insist(clinic, clinic.release)
        assert not any("not known" in line for line in told), told


def test_what_does_not_work_is_found_on_the_versions_that_users_get(clinic: Clinic) -> None:
    """As where one function alone was moved: the versions that are live are expected."""
    target = clinic.release
    with clinic.broken("files/store.py", "Body=content", "Body=content[::-1]"):
        assert clinic.release.functions != target.functions
        with pytest.raises(UnhealthyError) as ill:
            insist(clinic, target)

    assert "files: GET /api/files/verification.txt: HTTP 500" in ill.value.message
    assert "api-endpoints" not in ill.value.message


def test_a_platform_without_the_account_of_the_checks_says_so(clinic: Clinic) -> None:
    elsewhere = clinic.release.model_copy(update={"environment": "staging"})

    told = insist(clinic, elsewhere)

    assert any(verification_secret("staging") in line for line in told), told
