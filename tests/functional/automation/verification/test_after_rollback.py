"""What a rollback tries at its end, on a platform with real services."""

import pytest

from automation.core.checklist import BUSINESS, Finding
from automation.core.errors import ReleaseNotFoundError
from automation.core.names import verification_secret
from automation.core.release import Release
from automation.terminal.checking import PlatformChecks
from tests.functional.automation.verification.clinic import Clinic

pytestmark = pytest.mark.functional


def look(clinic: Clinic, release: Release) -> dict[str, Finding]:
    """Try what users do on the versions that are live, as a run back to a release would."""
    live = {one.function_name: one.version for one in clinic.release.functions}
    found = PlatformChecks(release, clinic.url).business(live, 60.0, lambda _: None)
    return {finding.name: finding for finding in found}


def outcomes(found: dict[str, Finding]) -> dict[str, str]:
    return {name: finding.outcome for name, finding in found.items()}


def test_all_that_users_do_is_tried_and_may_be_tried_again(clinic: Clinic) -> None:
    for _ in range(2):
        found = look(clinic, clinic.release)
        assert outcomes(found) == dict.fromkeys(BUSINESS, "pass"), found


def test_what_does_not_work_is_found_on_the_versions_that_users_get(clinic: Clinic) -> None:
    """As where one function alone was moved: no version but the broken one's is expected of it."""
    target = clinic.release
    with clinic.broken("files/store.py", "Body=content", "Body=content[::-1]"):
        assert clinic.release.functions != target.functions
        found = look(clinic, target)

    assert {name for name, it in outcomes(found).items() if it != "pass"} == {"files"}
    assert found["files"].outcome == "fail"


def test_a_platform_without_the_account_of_the_checks_says_so(clinic: Clinic) -> None:
    elsewhere = clinic.release.model_copy(update={"environment": "staging"})

    with pytest.raises(ReleaseNotFoundError, match=verification_secret("staging")):
        look(clinic, elsewhere)
