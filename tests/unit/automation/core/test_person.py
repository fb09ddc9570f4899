"""The person behind a caller's ARN."""

import pytest

from automation.core.person import person_of


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
