"""The person behind a caller's ARN."""

import pytest

from automation.core.errors import RefusedError
from automation.core.person import person_behind, person_of


@pytest.mark.parametrize(
    ("arn", "person"),
    [
        ("arn:aws:iam::123456789012:user/alice", "alice"),
        ("arn:aws:iam::123456789012:user/teams/platform/alice", "alice"),
        (
            "arn:aws:sts::123456789012:assumed-role/Deployer/alice@clinic.example",
            "alice@clinic.example",
        ),
        ("arn:aws:iam::123456789012:user/Alice", "alice"),
        ("arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:root"),
    ],
)
def test_the_last_part_of_the_arn_is_the_person(arn: str, person: str) -> None:
    assert person_of(arn) == person


def test_a_github_login_is_the_person_that_the_settings_name() -> None:
    assert person_behind("Ada-L", {"ada-l": "ada@clinic.example"}) == "ada@clinic.example"


@pytest.mark.parametrize("login", ["eve", "", "dependabot[bot]"])
def test_a_login_that_nobody_named_is_refused(login: str) -> None:
    with pytest.raises(RefusedError, match="githubPeople does not say"):
        person_behind(login, {"ada-l": "ada"})


@pytest.mark.parametrize("name", ["a", "ada lovelace", "ada/grace", "ada\nx=y", "a" * 65])
def test_a_name_that_no_session_can_have_is_refused(name: str) -> None:
    with pytest.raises(RefusedError):
        person_behind("ada-l", {"ada-l": name})
